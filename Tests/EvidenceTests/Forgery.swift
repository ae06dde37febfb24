import EntryFormat
import Evidence
import TransparencyLog

/// A file that must be refused, and why.
struct Forgery: Sendable, CustomStringConvertible {
    let name: String
    let code: EvidenceError.Code
    let bytes: [UInt8]

    init(_ name: String, _ code: EvidenceError.Code, _ bytes: [UInt8]) {
        self.name = name
        self.code = code
        self.bytes = bytes
    }

    init(_ name: String, _ code: EvidenceError.Code, _ text: EvidenceText) { self.init(name, code, text.bytes) }

    var description: String { name }

    /// All forgeries of the sample case.
    static let all: [Forgery] = {
        do {
            return try forms() + lines() + heads() + proofs() + contents()
        } catch {
            preconditionFailure("the forger failed: \(error)")
        }
    }()

    /// Files of the wrong shape as a whole.
    private static func forms() throws -> [Forgery] {
        let bytes = try SampleCase().file().encoded()
        let text = EvidenceText(bytes)
        let end = text.lines.count - 1
        return [
            Forgery("nothing", .truncated, []),
            Forgery("an empty line", .version, Array("\n".utf8)),
            Forgery("a version to come", .version, text.replacing(0, "triplicate/evidence/v3")),
            Forgery("a byte order mark", .version, [0xEF, 0xBB, 0xBF] + bytes),
            Forgery("an empty line before", .version, text.inserting("", at: 0)),
            Forgery("the last line feed cut off", .truncated, Array(bytes.dropLast())),
            Forgery("the last line cut off", .truncated, text.removing(end)),
            Forgery("cut in the middle", .truncated, Array(bytes[..<(bytes.count / 2)])),
            Forgery(
                "cut after the first entry", .truncated, text.replacingLines(text.entry(1).lowerBound..<(end + 1), [])),
            Forgery("an empty line after", .trailing, text.inserting("", at: end + 1)),
            Forgery("the last line twice", .trailing, text.inserting("end", at: end)),
            Forgery("the whole file twice", .trailing, bytes + bytes),
            Forgery("a space after the last line", .trailing, bytes + [0x20]),
            Forgery("carriage returns", .version, EvidenceText(bytes).lines.flatMap { Array($0.utf8) + [13, 10] }),
            Forgery("an empty line between", .line, text.inserting("", at: 2)),
            Forgery("no log", .line, text.replacingLines(text.log(0).lowerBound..<end, [])),
            Forgery("a line for a later version", .line, text.inserting("exhibit 1", at: end)),
            Forgery("a hidden entry", .line, text.inserting("hidden 9", at: text.entry(1).upperBound)),
            Forgery("an unknown line first", .line, text.inserting("receipt 1", at: 1)),
            Forgery("two streams", .line, text.inserting(text.lines[1], at: 2)),
            Forgery("no stream", .line, text.removing(1)),
            Forgery("larger than the limit", .size, bytes + [UInt8](repeating: 10, count: EvidenceLimit.fileBytes)),
        ]
    }

    /// Lines that are not as they must be.
    /// A file of the log `K` whose key is called by the Kelvin sign (U+212A), which Unicode takes for the same letter.
    private static func lookalike() throws -> EvidenceText {
        var log = try SampleLog(origin: "K", seed: 1)
        try log.append(SampleCase.claim)
        let text = EvidenceText(try EvidenceFile(stream: StreamName(SampleCase.claim), logs: [log.part([0])]).encoded())
        let key = try SignerKey(name: "\u{212A}", type: .ed25519, seed: log.signer.seed)
        let signature = try key.sign(noteText: log.checkpoint().text)
        return text.replacing(text.places(of: "key")[0], "key \(key.verifierKey.text)")
            .replacing(text.places(of: "checkpoint")[0] + 5, signature.line)
    }

    private static func lines() throws -> [Forgery] {
        let text = EvidenceText(try SampleCase().file().encoded())
        let log = text.places(of: "log")
        let key = text.places(of: "key")
        let checkpoint = text.places(of: "checkpoint")
        let entry = text.places(of: "entry")
        let bytes = text.places(of: "bytes")
        let hash = text.places(of: "hash")
        let blob = text.places(of: "blob")
        let related = text.places(of: "related")[0]
        let padded = bytes.first { text.lines[$0].hasSuffix("=") } ?? bytes[0]
        let upper = text.lines[key[0]].split(separator: "+", omittingEmptySubsequences: false).map(String.init)
        let manyRelated = (1000..<1257).map { "related stay/H1/\($0)" }
        let manyWitnesses = try (100..<200).map {
            let name = "witness.example/\($0)"
            return "witness "
                + (try SignerKey(name: name, type: .cosignature, seed: [UInt8](repeating: 1, count: 32)).verifierKey
                    .text)
        }
        let hashes = [String](repeating: text.lines[hash[0]], count: 64)
        let blobs = (1000..<1257).map { "blob " + String(repeating: "0", count: 60) + "\($0)" }
        let large = "bytes " + String(repeating: "AAAA", count: 65_536 / 3) + "AA=="
        return [
            Forgery("a stream of two segments", .stream, text.replacing(1, "stream claim/210200")),
            Forgery("a stream with a space", .stream, text.replacing(1, text.lines[1] + " ")),
            Forgery("a related stream without a name", .stream, text.replacing(related, "related ")),
            Forgery(
                "the stream among the related", .relatedOrder, text.replacing(related, "related " + SampleCase.claim)),
            Forgery("a related stream twice", .relatedOrder, text.inserting(text.lines[related], at: related)),
            Forgery(
                "related streams out of order", .relatedOrder, text.inserting("related audit/210200/1", at: related + 1)
            ),
            Forgery("257 related streams", .limit, text.replacingLines(related..<(related + 1), manyRelated)),
            Forgery("an origin with a space", .origin, text.replacing(log[0], text.lines[log[0]] + " ")),
            Forgery("an origin with a scheme", .origin, text.replacing(log[0], "log https://triplicate.example/a")),
            Forgery("logs out of order", .logOrder, text.swapping(text.log(0), text.log(1))),
            Forgery("a log twice", .logOrder, text.replacingLines(log[1]..<log[1], Array(text.lines[text.log(0)]))),
            Forgery("no key", .line, text.removing(key[0])),
            Forgery("a key that is none", .key, text.replacing(key[0], "key nonsense")),
            Forgery(
                "a key id in upper case", .key,
                text.replacing(key[0], upper[0] + "+" + upper[1].uppercased() + "+" + upper[2])),
            Forgery("another key id", .key, text.replacing(key[0], upper[0] + "+00000000+" + upper[2])),
            Forgery("the key of another log", .key, text.replacing(key[0], text.lines[key[1]])),
            Forgery(
                "a witness's key", .key, text.replacing(key[0], "key " + (try SampleCase().witness.verifierKey.text))),
            Forgery("a key whose name only looks like the log's", .key, try lookalike()),
            Forgery("no checkpoint", .line, text.replacing(checkpoint[0], "checkpoint 1")),
            Forgery(
                "a checkpoint without signatures", .checkpoint, text.replacingLines((checkpoint[0] + 5)..<entry[0], [])),
            Forgery(
                "a size with a leading zero", .checkpoint,
                text.replacing(checkpoint[0] + 2, "0" + text.lines[checkpoint[0] + 2])),
            Forgery("a size below zero", .checkpoint, text.replacing(checkpoint[0] + 2, "-1")),
            Forgery(
                "a root of 31 bytes", .checkpoint,
                text.replacing(checkpoint[0] + 3, String(repeating: "A", count: 42) + "==")),
            Forgery("a checkpoint of two lines", .checkpoint, text.removing(checkpoint[0] + 3)),
            Forgery(
                "a signature line twice", .checkpoint,
                text.inserting(text.lines[checkpoint[0] + 5], at: checkpoint[0] + 5)),
            Forgery("a signature line without base64", .checkpoint, text.replacing(checkpoint[0] + 5, "\u{2014} a")),
            Forgery(
                "a signature line with a hyphen", .checkpoint,
                text.replacing(checkpoint[0] + 5, "-" + text.lines[checkpoint[0] + 5].dropFirst())),
            Forgery("an entry's number with a sign", .number, text.replacing(entry[0], "entry +3")),
            Forgery("an entry's number with a leading zero", .number, text.replacing(entry[0], "entry 03")),
            Forgery("an entry's number in hexadecimal", .number, text.replacing(entry[0], "entry 0x3")),
            Forgery("an entry without a number", .number, text.replacing(entry[0], "entry ")),
            Forgery("a number that is too large", .number, text.replacing(entry[0], "entry 9223372036854775807")),
            Forgery("a number of 65 bits", .number, text.replacing(entry[0], "entry 18446744073709551619")),
            Forgery("entries out of order", .entryOrder, text.swapping(text.entry(0), text.entry(1))),
            Forgery(
                "an entry twice", .entryOrder,
                text.replacingLines(
                    text.entry(1).lowerBound..<text.entry(1).lowerBound, Array(text.lines[text.entry(0)]))),
            Forgery("an entry without bytes", .line, text.removing(bytes[0])),
            Forgery("bytes twice", .line, text.inserting(text.lines[bytes[0]], at: bytes[0])),
            Forgery(
                "base64 without padding", .base64, text.replacing(padded, text.lines[padded].replacing("=", with: ""))),
            Forgery("base64 with bits left over", .base64, text.replacing(padded, leftOver(text.lines[padded]))),
            Forgery("base64 with a space", .base64, text.replacing(bytes[0], text.lines[bytes[0]] + " ")),
            Forgery("base64 with a carriage return", .base64, text.replacing(bytes[0], text.lines[bytes[0]] + "\r")),
            Forgery("base64 for addresses", .base64, text.replacing(bytes[0], "bytes AQ-_")),
            Forgery("padding in the middle", .base64, text.replacing(bytes[0], "bytes AQ==AQ==")),
            Forgery("three padding characters", .base64, text.replacing(bytes[0], "bytes A===")),
            Forgery("an entry of 65,536 bytes", .limit, text.replacing(bytes[0], large)),
            Forgery("100 witnesses", .limit, text.replacingLines((key[0] + 1)..<checkpoint[0], manyWitnesses)),
            Forgery(
                "a hash of 31 bytes", .hash, text.replacing(hash[0], "hash " + String(repeating: "A", count: 42) + "==")
            ),
            Forgery("a hash with bits left over", .hash, text.replacing(hash[0], leftOver(text.lines[hash[0]]))),
            Forgery("a hash in hexadecimal", .hash, text.replacing(hash[0], "hash " + SampleCase.blob.hex)),
            Forgery("64 hashes", .limit, text.replacingLines(hash[0]..<(hash[0] + 1), hashes)),
            Forgery(
                "a blob in upper case", .blob, text.replacing(blob[0], "blob " + SampleCase.textBlob.hex.uppercased())),
            Forgery("a blob of 31 bytes", .blob, text.replacing(blob[0], String(text.lines[blob[0]].dropLast(2)))),
            Forgery("a blob twice", .blobOrder, text.inserting(text.lines[blob[0]], at: blob[0])),
            Forgery("257 blobs", .limit, text.replacingLines(blob[0]..<(blob[0] + 1), blobs)),
            Forgery("a hash after a blob", .line, text.inserting(text.lines[hash[0]], at: blob[0] + 1)),
            Forgery("two spaces", .stream, text.replacing(1, "stream  " + SampleCase.claim)),
            Forgery("a tab", .line, text.replacing(1, "stream\t" + SampleCase.claim)),
        ]
    }

    /// The same bytes in base64 with a bit set that no byte uses.
    private static func leftOver(_ line: String) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let core = line.prefix { $0 != "=" }
        guard let last = core.last, let value = digits.firstIndex(of: last) else { return line }
        return core.dropLast() + String(digits[value | 1]) + line.dropFirst(core.count)
    }
}
