import FuzzDriver

@main
struct Main {
    static func main() {
        FuzzProgram.run([
            .policy, .bill, .history, .fhir, .event, .eventJSON, .batch, .story, .names, .listRow,
        ])
    }
}
