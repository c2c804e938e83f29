import ArgumentParser
import Contracts
import Foundation
import Operations
import ServiceKit
import TextTable

/// `campanello dead-letters list`.
struct ListDeadLetters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Shows the dead letters, grouped by their cause.")

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Every letter on a line of its own.") var each = false
    @Option(help: "At most so many lines.") var limit = 100

    private struct Answer: Encodable {
        let total: Int
        let groups: [CauseGroup]
        let deadLetters: [LetterLine]?
    }

    func validate() throws {
        guard (1...100_000).contains(limit) else { throw ValidationError("--limit is from 1 to 100000") }
    }

    func run() async throws {
        let letters = try await OperatorBroker.use(try await Settings.load()) { broker in
            var letters: [BuriedMessage] = []
            try await broker.queues.visit(selection.selection) { letter in
                letters.append(letter)
                return .stays
            }
            return letters
        }
        let groups = CauseGroup.groups(of: letters)
        let lines = each ? letters.prefix(limit).map(LetterLine.init) : nil
        let answer = Answer(total: letters.count, groups: groups, deadLetters: lines)
        if let lines {
            try output.show(lines, empty: "No dead letters.", columns: Self.columns, object: answer)
        } else {
            try output.show(
                Array(groups.prefix(limit)), empty: "No dead letters.", columns: Self.columns, object: answer)
        }
    }

    private static func columns(_ group: CauseGroup) -> [Column] {
        [
            Column("letters" <- group.count, align: .right), Column("queue" <- group.cause.queue.name),
            Column("reason" <- group.cause.reason), Column("class" <- group.cause.errorClass ?? ""),
            Column("code" <- group.cause.errorCode ?? ""),
            Column("oldest" <- group.oldest?.formatted(.iso8601) ?? ""),
            Column("newest" <- group.newest?.formatted(.iso8601) ?? ""), Column("example" <- group.exampleID),
        ]
    }

    private static func columns(_ letter: LetterLine) -> [Column] {
        [
            Column("queue" <- letter.queue), Column("message" <- letter.id), Column("type" <- letter.type),
            Column("reason" <- letter.reason), Column("class" <- letter.errorClass ?? ""),
            Column("code" <- letter.errorCode ?? ""), Column("attempt" <- letter.attempt, align: .right),
            Column("failed at" <- letter.failedAt ?? ""),
        ]
    }
}
