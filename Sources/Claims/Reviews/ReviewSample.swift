import SwiftProtobuf

/// One claim of the population that a review is drawn from.
public struct ReviewCase: Hashable, Sendable {
    /// The claim's stream.
    public let stream: String
    /// What is claimed, in fen.
    public let total: Int64
    /// What it is compared within: claims of one group are similar. The same hospital level and main diagnosis, or the same
    /// hospital where no diagnosis is recorded.
    public let group: String

    public init(stream: String, total: Int64, group: String) {
        self.stream = stream
        self.total = total
        self.group = group
    }
}

/// The rule by which claims are drawn for review: exact, so that whoever has the population and the root draws the same.
///
/// - **At random**: a claim's ticket is the SHA-256 of ``ticketMessage(root:stream:)``. The ⌈share × population⌉ claims
///   with the smallest tickets, compared byte by byte, are drawn. Nobody can know the tickets before the log has that
///   root, and nobody can change them afterwards.
/// - **By value**: every claim of at least that total.
/// - **By deviation**: every claim whose total is at least factor × the median of the other claims of its group, of which
///   there are at least ``leastSimilar``; the median of an even number is half the sum of the two in the middle, exactly.
public enum ReviewSample {
    /// Fewer similar claims say nothing.
    public static let leastSimilar = 5

    /// What is hashed for a claim's ticket: three lines of UTF-8, the last without a line feed.
    /// - Parameter root: The root hash, 64 lower-case hex digits.
    public static func ticketMessage(root: String, stream: String) -> [UInt8] {
        Array("triplicate/review-draw/1\n\(root)\n\(stream)".utf8)
    }

    /// Draws from a population.
    /// - Parameters:
    ///   - population: The claims, each once, in any order.
    ///   - root: The root hash that is the seed, 64 lower-case hex digits.
    ///   - sha256: The 32 bytes of the SHA-256 of its argument.
    /// - Returns: The claims drawn, by name as bytes, each with its causes.
    /// - Complexity: O(*n* log *n*) for *n* claims, and as many hashes.
    public static func draw(
        from population: [ReviewCase], by criteria: ReviewCriteria, root: String, sha256: ([UInt8]) -> [UInt8]
    ) -> [DrawnClaim] {
        var causes: [String: [DrawnClaim.Cause]] = [:]
        let tickets = population.map { ($0.stream, sha256(ticketMessage(root: root, stream: $0.stream))) }.sorted {
            a, b in
            a.1 == b.1 ? a.0.utf8.lexicographicallyPrecedes(b.0.utf8) : a.1.lexicographicallyPrecedes(b.1)
        }
        for (stream, _) in tickets.prefix(criteria.randomCount(of: population.count)) {
            causes[stream, default: []].append(.random)
        }
        if criteria.valueFrom > 0 {
            for claim in population where claim.total >= criteria.valueFrom {
                causes[claim.stream, default: []].append(.value)
            }
        }
        if let factor = criteria.deviationFactor {
            for stream in deviating(population, factor) { causes[stream, default: []].append(.deviation) }
        }
        return causes.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { stream in
            .with {
                $0.claim = stream
                $0.causes = causes[stream] ?? []
            }
        }
    }

    /// The claims far above the median of the others of their group.
    private static func deviating(_ population: [ReviewCase], _ factor: Exact) -> [String] {
        Dictionary(grouping: population, by: \.group).values.flatMap { group -> [String] in
            guard group.count > leastSimilar else { return [] }
            let sorted = group.sorted { $0.total < $1.total }
            return sorted.indices.filter { index in
                // total / 1 >= (numerator / denominator) × (twice the median / 2)
                Int128(sorted[index].total) * 2 * factor.denominator
                    >= factor.numerator * twiceMedian(of: sorted, without: index)
            }.map { sorted[$0].stream }
        }
    }

    /// Twice the median of a sorted list without one of its members.
    private static func twiceMedian(of sorted: [ReviewCase], without index: Int) -> Int128 {
        func total(_ place: Int) -> Int128 { Int128(sorted[place < index ? place : place + 1].total) }
        let count = sorted.count - 1
        return total((count - 1) / 2) + total(count / 2)
    }
}
