import FuzzDriver

@main
struct Main {
    static func main() {
        FuzzProgram.run([.restore, .store, .localFields, .streamHead, .logIdentity, .keyList, .settings])
    }
}
