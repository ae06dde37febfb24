/// Figures in the text format of Prometheus (version 0.0.4).
struct MetricsText {
    /// The media type.
    static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    enum Kind: String {
        case counter, gauge, histogram
    }

    private(set) var text = ""

    /// Begins a figure, whose samples follow.
    mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP triplicate_\(name) \(help)\n# TYPE triplicate_\(name) \(kind.rawValue)\n"
    }

    /// A sample of the figure that was begun.
    mutating func sample(_ name: String, _ labels: [(String, String)] = [], _ value: some CustomStringConvertible) {
        let labels = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
        text += "triplicate_\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(value)\n"
    }

    /// A figure with one sample.
    mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: some CustomStringConvertible) {
        begin(name, kind, help)
        sample(name, [], value)
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}

extension MetricsText {
    /// Requests by operation and status, and how long they took.
    mutating func requests(_ metrics: Metrics) {
        single("requests_under_way", .gauge, "Requests that are being answered.", metrics.underWay)
        let counted = metrics.counted
        begin("requests_total", .counter, "Requests answered, by operation and status.")
        for (name, tally) in counted {
            for (status, count) in tally.statuses.sorted(by: { $0.key < $1.key }) {
                sample("requests_total", [("operation", name), ("status", "\(status)")], count)
            }
        }
        begin("request_seconds", .histogram, "Time from a request's head to its answer's.")
        for (name, tally) in counted {
            var sum: UInt64 = 0
            for (index, count) in tally.buckets.enumerated() {
                sum += count
                let bound = index < Metrics.bounds.count ? "\(Metrics.bounds[index])" : "+Inf"
                sample("request_seconds_bucket", [("operation", name), ("le", bound)], sum)
            }
            sample("request_seconds_sum", [("operation", name)], tally.seconds)
            sample("request_seconds_count", [("operation", name)], sum)
        }
    }
}
