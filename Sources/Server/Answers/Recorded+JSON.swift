import ClaimsLedger

extension Recorded {
    /// As `JSONEncoder` would write it, keys in order.
    var jsonLine: JSONLine {
        var line = JSONLine()
        line.add("alreadyPresent", alreadyPresent)
        line.add("checkpoint", checkpoint)
        line.add("eventId", eventId)
        line.add("log", log)
        line.add("number", number)
        line.add("position", position)
        line.add("stream", stream)
        line.add("time", time)
        line.add("version", version)
        return line
    }
}
