public import TransparencyLog

/// How many of which witnesses a head needs: a C2SP tlog-policy in the form in which an evidence file shows it.
///
/// Only `witness`, `group` and `quorum` lines, the `quorum` last, without addresses, with one space between items: one of
/// `witness NAME VKEY`, `group NAME all|any|COUNT MEMBER…`, `quorum NAME`, `quorum none`.
public struct EvidencePolicy: Sendable {
    /// A witness or a group.
    private indirect enum Rule: Sendable {
        case witness(VerifierKey)
        case group(count: Int, members: [Rule])

        func isMet(by keys: Set<VerifierKey>) -> Bool {
            switch self {
            case .witness(let key): keys.contains(key)
            case .group(let count, let members): members.count { $0.isMet(by: keys) } >= count
            }
        }
    }

    /// The lines, as they stand after `policy ` in a file.
    public private(set) var lines: [String] = []
    /// The witnesses, in the order of their lines.
    public private(set) var witnesses: [VerifierKey] = []
    private var rules: [[UInt8]: Rule] = [:]
    private var members: Set<[UInt8]> = []
    private var quorum: Rule?
    /// Whether the `quorum` line has come.
    private(set) var isWhole = false

    init() {}

    /// Takes from a policy file (C2SP tlog-policy) what evidence shows: comments, addresses and `log` lines are left out.
    ///
    /// - Throws: `.policy` if it is no policy, names a witness by a key that is none, or has more than 256 lines of these kinds.
    public init(file text: String) throws(EvidenceError) {
        var quorum: [String] = []
        for line in text.utf8.split(whereSeparator: { $0 == UInt8(ascii: "\n") }) {
            let items = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.map { String(Substring($0)) }
            guard let first = items.first, !first.utf8.starts(with: "#".utf8), first != "log" else { continue }
            let kept = (first == "witness" ? items.prefix(3) : items[...]).joined(separator: " ")
            if first == "quorum" { quorum.append(kept) } else { try add(kept) }
        }
        for line in quorum { try add(line) }
        guard isWhole else { throw EvidenceError(.policy, at: "policy", "the policy has no quorum line") }
    }

    private mutating func add(_ line: String) throws(EvidenceError) {
        guard lines.count < EvidenceLimit.policyLines, take(Array(line.utf8)[...]) else {
            throw EvidenceError(.policy, at: "policy", "“\(line)” is no line of a policy, or stands where it may not")
        }
    }

    /// Takes the next line; false if it may not stand there.
    mutating func take(_ line: ArraySlice<UInt8>) -> Bool {
        guard !isWhole, let text = String(validating: line, as: UTF8.self) else { return false }
        let items = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map { Array($0) }
        guard items.allSatisfy(Self.isItem), let keyword = items.first, items.count >= 2 else { return false }
        let name = items[1]
        switch String(decoding: keyword, as: UTF8.self) {
        case "witness":
            guard items.count == 3, isFree(name), let key = EvidenceParser.key(items[2][...], .cosignature),
                !witnesses.contains(where: { $0.publicKey == key.publicKey })
            else { return false }
            rules[name] = .witness(key)
            witnesses.append(key)
        case "group":
            guard items.count >= 4, isFree(name) else { return false }
            var group: [Rule] = []
            for member in items[3...] {
                guard let rule = rules[member], members.insert(member).inserted else { return false }
                group.append(rule)
            }
            guard let count = Self.count(items[2], of: group.count) else { return false }
            rules[name] = .group(count: count, members: group)
        case "quorum":
            guard items.count == 2, rules[name] != nil || name.elementsEqual("none".utf8) else { return false }
            quorum = rules[name]
            isWhole = true
        default: return false
        }
        lines.append(text)
        return true
    }

    private func isFree(_ name: [UInt8]) -> Bool { rules[name] == nil && !name.elementsEqual("none".utf8) }

    private static func isItem(_ item: [UInt8]) -> Bool {
        !item.isEmpty && item.count <= 1024 && item.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }

    private static func count(_ item: [UInt8], of members: Int) -> Int? {
        if item.elementsEqual("all".utf8) { return members }
        if item.elementsEqual("any".utf8) { return 1 }
        guard let count = Decimal.number(item[...]), (1...UInt64(members)).contains(count) else { return nil }
        return Int(count)
    }

    /// The earliest time, in seconds since 1970, by which these cosignatures are enough; nil if they are not. 0 if none are needed.
    ///
    /// - Complexity: O(cosignatures × lines of the policy).
    public func metTime(by cosignatures: [VerifiedSignature]) -> UInt64? {
        guard let quorum else { return isWhole ? 0 : nil }
        let ordered = cosignatures.sorted { ($0.timestamp ?? 0) < ($1.timestamp ?? 0) }
        var keys: Set<VerifierKey> = []
        for cosignature in ordered {
            keys.insert(cosignature.key)
            if quorum.isMet(by: keys) { return cosignature.timestamp ?? 0 }
        }
        return nil
    }
}

extension EvidencePolicy: Equatable {
    public static func == (left: EvidencePolicy, right: EvidencePolicy) -> Bool {
        left.lines.elementsEqual(right.lines) { $0.utf8.elementsEqual($1.utf8) }
    }
}
