import ClaimsLedger
import Evidence
import Foundation
import Ledger
import TransparencyLog

extension Routes {
    /// Everything about a case, as `trace --json` prints it.
    func trace(_ route: Route, _ asked: Asked) async throws -> Answer {
        let limit = try StreamLimit(query: asked.query["asOf"])
        let party = asked.query["knownBy"]
        return try await long { [node] in
            let trace = try node.trace(route.stream, asOf: limit, knownBy: party)
            return Answer(try JSONEncoder.plain.encode(trace).bytes, "application/json")
        }
    }

    /// The case's evidence file, as `evidence export` writes it: for whom `for` names, where it is given.
    func evidence(_ route: Route, _ asked: Asked) async throws -> Answer {
        let reader = asked.query["for"]
        return try await long { [node] in
            let text = try Self.policyText(in: node.ledger.directory.path)
            let choice = StreamEvidence.Choice(reader: reader, policy: try text.map { try TLogPolicy($0) })
            let found = try node.evidence(for: route.stream, choice)
            let file = try EvidenceFile(found, text.map { try EvidencePolicy(file: $0) })
            var answer = Answer(file.encoded(), "application/octet-stream")
            let name = String(route.stream.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
            answer.fields.append(("Content-Disposition", "attachment; filename=\"\(name).evidence\""))
            return answer
        }
    }

    /// The node's witness policy; nil if it has none.
    private static func policyText(in directory: String) throws -> String? {
        let path = URL(filePath: directory).appending(path: "policy").path()
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        let bytes = try file.read(upToCount: TLogPolicy.maximumByteCount + 1) ?? Data()
        guard bytes.count <= TLogPolicy.maximumByteCount, let text = String(validating: bytes, as: UTF8.self) else {
            throw LedgerError(
                .damaged, "The node's witness policy cannot be read.",
                remedy: "Write the file policy as C2SP tlog-policy has it.")
        }
        return text
    }
}
