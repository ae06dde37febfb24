import EntryFormat
import Foundation
import FuzzDriver
import Ledger

@testable import Server

extension FuzzTarget {
    /// What a command sends to the process that writes the node.
    static let proposal = FuzzTarget.onArray("proposal", longest: 4096) { bytes in
        guard let message = try? JSONDecoder().decode(ProposalMessage.self, from: Data(bytes)) else { return }
        let proposal: LogProposal
        do {
            proposal = try message.proposal()
        } catch {
            demand(error is EntryError || error is ServerError, "a proposal is refused by a number")
            return show(error)
        }
        let written = write(proposal)
        let again = must("a proposal that was accepted can be sent and read") {
            try JSONDecoder().decode(ProposalMessage.self, from: Data(written)).proposal()
        }
        demand(write(again) == written, "sending gives the same proposal")
        demand(again.events.count == message.events.count, "every event is sent")
        for (event, sent) in zip(again.events, message.events) {
            demand(event.stream.text.utf8.elementsEqual(sent.stream.utf8), "an event is of the stream that was sent")
            demand(event.payload == Array(sent.payload), "a payload is sent as it is")
            demand(event.id.map { Data($0.bytes) } == sent.id, "an id is sent as it is")
        }
    }

    private static func write(_ proposal: LogProposal) -> [UInt8] {
        Array(must("a proposal can be written") { try JSONEncoder.plain.encode(ProposalMessage(proposal)) })
    }

    /// What the process that writes the node answers: where events stand, or a problem; and the file that says where it is.
    static let servedAnswer = FuzzTarget.onArray("served-answer", longest: 4096) { bytes in
        let data = Data(bytes)
        if let appended = try? JSONDecoder().decode(AppendedMessage.self, from: data) {
            for message in appended.committed {
                guard let committed = message.committed else { continue }
                demand(
                    CommittedMessage(committed).committed == committed
                        && committed.stream.text.utf8.elementsEqual(message.stream.utf8),
                    "sending gives the same place")
            }
        }
        if let problem = try? JSONDecoder().decode(Problem.self, from: data) {
            show(problem.error)
            demand(
                (try? JSONDecoder().decode(Problem.self, from: Data(problem.bytes))) == problem,
                "sending gives the same problem")
        }
        if let file = try? JSONDecoder().decode(ServeFile.self, from: data) {
            let written = must("such a file can be written") { try JSONEncoder.plain.encode(file) }
            demand((try? JSONDecoder().decode(ServeFile.self, from: written)) == file, "reading gives the same file")
        }
    }
}
