import Claims

/// A picture of days, to scale: a lane for each party, a mark for each day on which it did something. A stretch without entries that
/// would leave no room for the rest is cut, and says how long it is.
struct TimeChart {
    struct Point {
        let day: CalendarDate
        let lane: Int
        /// The entry states the day; otherwise it is the day of its record.
        let isStated: Bool
        /// It has no effect, or none any more.
        let isBroken: Bool
    }

    private static let left = 80
    private static let right = 960
    private static let laneHeight = 30
    private static let cutWidth = 70

    private let points: [Point]
    private let lanes: [String]
    /// The days with entries, ascending, and where each stands in the picture.
    private let days: [Int]
    private let places: [Int: Int]
    /// The indices of the days after which the axis is cut.
    private let cuts: Set<Int>

    /// - Returns: nil where all happened on one day: there is nothing to be drawn to scale.
    init?(_ points: [Point], lanes: [String]) {
        self.points = points
        self.lanes = lanes
        days = Set(points.map(\.day.dayNumber)).sorted()
        guard days.count > 1 else { return nil }
        let gaps = zip(days, days.dropFirst()).map { $1 - $0 }
        var cuts: Set<Int> = []
        while cuts.count < 3, cuts.count < gaps.count - 1 {
            let rest = gaps.indices.filter { !cuts.contains($0) }
            guard let longest = rest.max(by: { gaps[$0] < gaps[$1] }) else { break }
            // Cut only what is more than twice as long as all the others together.
            guard gaps[longest] > 60, gaps[longest] > 2 * (rest.reduce(0) { $0 + gaps[$1] } - gaps[longest]) else {
                break
            }
            cuts.insert(longest)
        }
        let drawn = max(1, gaps.indices.reduce(0) { $0 + (cuts.contains($1) ? 0 : gaps[$1]) })
        let width = Self.right - Self.left - cuts.count * Self.cutWidth
        var places = [days[0]: Self.left]
        var (before, cutBefore) = (0, 0)
        for (index, gap) in gaps.enumerated() {
            if cuts.contains(index) { cutBefore += Self.cutWidth } else { before += gap }
            places[days[index + 1]] = Self.left + before * width / drawn + cutBefore
        }
        self.cuts = cuts
        self.places = places
    }

    func drawing(_ say: (Markup, Markup) -> Markup) -> Markup {
        let bottom = 12 + lanes.count * Self.laneHeight
        var svg: Markup = "<svg viewBox=\"0 0 1000 \(bottom + 46)\" xmlns=\"http://www.w3.org/2000/svg\">"
        for (place, label) in ticks {
            svg += "<line class=\"ax\" x1=\"\(place)\" x2=\"\(place)\" y1=\"4\" y2=\"\(bottom)\"/>"
            svg += "<text class=\"d\" text-anchor=\"middle\" x=\"\(place)\" y=\"\(bottom + 16)\">\(label)</text>"
        }
        for (lane, key) in lanes.enumerated() {
            let y = 12 + lane * Self.laneHeight + Self.laneHeight / 2
            svg += "<text x=\"4\" y=\"\(y + 5)\">\(key)</text>"
            svg += "<line class=\"ln\" x1=\"40\" x2=\"990\" y1=\"\(y)\" y2=\"\(y)\"/>"
        }
        svg += gaps(bottom: bottom)
        for lane in lanes.indices { svg += dots(lane, 12 + lane * Self.laneHeight + Self.laneHeight / 2) }
        return svg + "</svg>"
    }

    /// One mark for each place in the picture, however many entries stand there.
    private func dots(_ lane: Int, _ y: Int) -> Markup {
        var marks: [Int: (isBroken: Bool, isStated: Bool)] = [:]
        for point in points where point.lane == lane {
            guard let place = places[point.day.dayNumber] else { continue }
            let mark = marks[place] ?? (false, false)
            marks[place] = (mark.isBroken || point.isBroken, mark.isStated || point.isStated)
        }
        return marks.sorted { $0.key < $1.key }.map { place, mark -> Markup in
            if mark.isBroken {
                return "<path class=\"badt\" d=\"M\(place - 6) \(y + 6)L\(place) \(y - 8)L\(place + 6) \(y + 6)Z\"/>"
            }
            return "<circle class=\"\(mark.isStated ? "dot" : "ring")\" cx=\"\(place)\" cy=\"\(y)\" r=\"5\"/>"
        }.joined()
    }

    /// Where the axis is cut, and the longest stretches in which nothing happened, with their length.
    private func gaps(bottom: Int) -> Markup {
        var svg: Markup = ""
        for index in days.indices.dropLast() {
            guard let from = places[days[index]], let to = places[days[index + 1]], to - from >= Self.cutWidth else {
                continue
            }
            let middle = (from + to) / 2
            if cuts.contains(index) {
                svg +=
                    "<rect class=\"cut\" x=\"\(middle - 7)\" y=\"0\" width=\"14\" height=\"\(bottom + 4)\"/><path class=\"ax\" fill=\"none\" d=\"M\(middle - 7) 0v\(bottom + 4)M\(middle + 7) 0v\(bottom + 4)\"/>"
            }
            let y = bottom + 38
            svg += "<path class=\"ax\" fill=\"none\" d=\"M\(from + 3) \(y - 12)v4H\(to - 3)v-4\"/>"
            let count = days[index + 1] - days[index]
            for (language, words) in [("zh", "\(count) 天"), ("en", count == 1 ? "1 day" : "\(count) days")] {
                svg +=
                    "<text class=\"d\" lang=\"\(language)\" text-anchor=\"middle\" x=\"\(middle)\" y=\"\(y + 6)\">\(words)</text>"
            }
        }
        return svg
    }

    /// The axis: days with entries, from left to right, as far as their labels have room.
    private var ticks: [(place: Int, label: String)] {
        var ticks: [(place: Int, label: String)] = []
        let dates = Dictionary(points.map { ($0.day.dayNumber, $0.day) }, uniquingKeysWith: { first, _ in first })
        for day in days {
            guard let place = places[day], let date = dates[day] else { continue }
            // The last day has its label; one that stands too near before it makes room.
            if let last = ticks.last, place - last.place < 82 {
                guard day == days.last, ticks.count > 1 else { continue }
                ticks.removeLast()
            }
            ticks.append((place, date.description))
        }
        return ticks
    }
}
