import ArgumentParser
import Foundation
import Messaging
import Operations
import ServiceKit
import TextTable

/// `campanello dead-letters show`.
struct ShowDeadLetter: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one dead letter: what its headers say, and the message itself.")

    @Argument(help: "The message's id.") var id: String
    @OptionGroup var output: OutputOptions

    private struct Answer: Encodable {
        let letter: LetterLine
        let body: String
    }

    private struct Fact {
        let name, value: String
    }

    func validate() throws {
        guard UUID(uuidString: id) != nil else {
            throw ValidationError("\(id) is no message id: that is a UUID, as dead-letters list shows it")
        }
    }

    func run() async throws {
        let selection = LetterSelection(ids: Set([UUID(uuidString: id)].compactMap { $0 }))
        let found = try await OperatorBroker.use(try await Settings.load()) { broker in
            var found: BuriedMessage?
            try await broker.queues.visit(selection) { letter in
                found = letter
                return .stays
            }
            return found
        }
        guard let found else { throw CommandFailure("there is no dead letter \(id)") }
        let line = LetterLine(found)
        let body = String(decoding: found.message.body, as: UTF8.self)
        try output.show(
            facts(line), empty: "", columns: { [Column("header" <- $0.name), Column("value" <- $0.value)] },
            object: Answer(letter: line, body: body))
        if !output.json { print(body) }
    }

    private func facts(_ line: LetterLine) -> [Fact] {
        let all: [(String, String?)] = [
            ("queue", line.queue), ("message_id", line.id), ("type", line.type), ("attempt", "\(line.attempt)"),
            ("reason", line.reason), ("error-class", line.errorClass), ("error-code", line.errorCode),
            ("error", line.error), ("provider", line.provider), ("first-attempt-at", line.firstAttemptAt),
            ("failed-at", line.failedAt),
        ]
        return all.compactMap { name, value in value.map { Fact(name: name, value: $0) } }
    }
}
