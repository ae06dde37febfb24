import FuzzDriver

@main
struct Main {
    static func main() {
        FuzzProgram.run([
            .peersFile, .printedKeys, .peerAddress, .peerToken, .request, .proposal, .servedAnswer, .relay,
            .mirrorStatus, .peerHeads, .knowledge,
        ])
    }
}
