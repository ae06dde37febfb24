import FuzzDriver

@main
struct Main {
    static func main() {
        FuzzProgram.run([
            .policy, .bill, .history, .catalogue, .procedure, .fhir, .event, .eventJSON, .batch, .story, .names,
            .listRow,
        ])
    }
}
