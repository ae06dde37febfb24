import CoreFoundation
import Foundation

/// Reads JSON of which every member is known, and says where it is not.
struct StrictJSON {
    /// The file, and the place in it, as a sentence names them.
    let place: String

    func wrong(_ reason: String, remedy: String = "Correct it, or make it anew with peers add.") -> PeersError {
        PeersError(.badFile, "\(place): \(reason).", remedy: remedy)
    }

    func parse(_ bytes: [UInt8]) throws(PeersError) -> Any {
        do { return try JSONSerialization.jsonObject(with: Data(bytes)) } catch { throw wrong("it is no JSON") }
    }

    func object(
        _ value: Any, what: String, members: Set<String>, required: [String]
    ) throws(PeersError) -> [String: Any] {
        guard let object = value as? [String: Any] else { throw wrong("\(what) is no object") }
        if let stranger = object.keys.filter({ !members.contains($0) }).min() {
            throw wrong("\(what) has the member “\(stranger.prefix(80))”, which is not known")
        }
        if let missing = required.first(where: { object[$0] == nil }) { throw wrong("\(what) has no “\(missing)”") }
        return object
    }

    func text(_ value: Any?, _ name: String) throws(PeersError) -> String {
        guard let text = value as? String, !text.isEmpty, text.utf8.count <= 4_096,
            !text.unicodeScalars.contains(where: { $0.value < 32 })
        else { throw wrong("“\(name)” is no text, or empty, too long or with control characters") }
        return text
    }

    func integer(_ value: Any?, _ name: String) throws(PeersError) -> Int {
        guard let number = value as? NSNumber, !isFlag(number), let integer = Int(exactly: number.doubleValue) else {
            throw wrong("“\(name)” is no whole number")
        }
        return integer
    }

    /// False where it is not there.
    func flag(_ value: Any?, _ name: String) throws(PeersError) -> Bool {
        guard let value else { return false }
        guard let number = value as? NSNumber, isFlag(number) else {
            throw wrong("“\(name)” is neither true nor false")
        }
        return number.boolValue
    }

    private func isFlag(_ number: NSNumber) -> Bool { CFGetTypeID(number) == CFBooleanGetTypeID() }
}
