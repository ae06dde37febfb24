/// What a draw asks for, read from its event: a share of the population, a value, a factor of the median.
public struct ReviewCriteria: Sendable {
    /// From 0 to 1.
    public let randomShare: Exact
    /// In fen; 0 draws nothing by value.
    public let valueFrom: Int64
    /// Above 1; `nil` draws nothing by deviation.
    public let deviationFactor: Exact?

    /// - Returns: `nil` where the share is not from 0 to 1, the value below 0, the factor not above 1, or nothing is asked for.
    ///   An empty share counts as 0.
    public init?(randomShare: String, valueFrom: Int64, deviationFactor: String) {
        guard let share = randomShare.isEmpty ? .zero : Exact(decimal: randomShare), !share.isNegative,
            share.numerator <= share.denominator, valueFrom >= 0
        else { return nil }
        var factor: Exact?
        if !deviationFactor.isEmpty {
            guard let read = Exact(decimal: deviationFactor), read.numerator > read.denominator else { return nil }
            factor = read
        }
        guard !share.isZero || valueFrom > 0 || factor != nil else { return nil }
        self.randomShare = share
        self.valueFrom = valueFrom
        self.deviationFactor = factor
    }

    /// What the event asks for; `nil` as ``init(randomShare:valueFrom:deviationFactor:)`` says.
    public init?(_ draw: ReviewDrawn) {
        self.init(
            randomShare: draw.randomShare, valueFrom: draw.valueFrom, deviationFactor: draw.deviationFactor)
    }

    /// How many of a population are drawn at random: its share, rounded up.
    public func randomCount(of population: Int) -> Int {
        let (whole, rest) = (randomShare.numerator * Int128(population)).quotientAndRemainder(
            dividingBy: randomShare.denominator)
        return Int(whole) + (rest == 0 ? 0 : 1)
    }
}
