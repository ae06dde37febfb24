import FuzzDriver

@main
struct Main {
    static func main() {
        FuzzProgram.run([
            .entry, .streamName, .note, .checkpoint, .cosignature, .verifierKey, .signerKey, .trustedKeys, .tile,
            .bundle,
            .frontier, .treeProof, .proofFile, .evidence, .tlogPolicy,
        ])
    }
}
