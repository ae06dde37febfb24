import FuzzDriver

@main
struct Main {
    static func main() {
        FuzzProgram.run([.restore, .localFields, .streamHead, .logIdentity, .settings])
    }
}
