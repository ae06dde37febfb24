import EntryFormat
import Evidence
import Foundation
import TransparencyLog

// Judges the cases on standard input, one a line, and prints for each: its number, a tab, `accepted` or `refused`, a tab, and
// what it shows or the number of the reason. With --plant CHECK a check is left out.

var planted: Judge.Planted?
if CommandLine.arguments.count > 1 {
    guard CommandLine.arguments.count == 3, CommandLine.arguments[1] == "--plant",
        let check = Judge.Planted(rawValue: CommandLine.arguments[2])
    else {
        let checks = Judge.Planted.allCases.map(\.rawValue).joined(separator: ", ")
        FileHandle.standardError.write(Data("usage: ForgeryJudge [--plant \(checks)] < CASES\n".utf8))
        exit(2)
    }
    planted = check
}

/// The number by which others know the reason; nothing for reasons of this program's own.
func number(of error: any Error) -> String {
    switch error {
    case let error as EvidenceError:
        let entry = error.entryError.map { "/\($0.code.rawValue)" } ?? ""
        return "\(error.code.rawValue)\(entry)"
    case let error as TransparencyError: return "\(error.code.rawValue)"
    case is NotSigned: return "not signed"
    case is WrongTiles: return "wrong tiles"
    default: return "broken: \(error)"
    }
}

let judge = Judge(planted: planted)
let decoder = JSONDecoder()
while let line = readLine() {
    let one = try decoder.decode(Case.self, from: Data(line.utf8))
    do {
        print("\(one.n)\taccepted\t\(try judge.accept(one))")
    } catch let error as MissingField {
        FileHandle.standardError.write(Data("case \(one.n) has no usable field \(error.name)\n".utf8))
        exit(2)
    } catch {
        print("\(one.n)\trefused\t\(number(of: error))")
    }
}
