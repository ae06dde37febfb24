import FuzzDriver

@main
struct Main {
    static func main() {
        FuzzProgram.run([.visiblePage, .mirrorState, .addCheckpoint, .witnessAnswer, .forkExhibit, .mirror])
    }
}
