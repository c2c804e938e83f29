import ArgumentParser
import Operations
import Persistence
import ServiceKit

/// `campanello dead-letters replay`.
struct ReplayDeadLetters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Sends dead letters on their way again, with all their attempts before them.",
        discussion: """
            What a person has already is never sent again, and what has expired stays, unless --force says so. Cut off \
            in the middle, it is simply started again.
            """)

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Only say what it would come to.") var preview = false
    @Flag(help: "Also what nothing narrows down: every dead letter there is.") var all = false
    @Flag(help: "Also what is already delivered, expired or settled otherwise.") var force = false
    @Option(help: "Letters a second.") var rate = 50.0

    private struct Answer: Encodable {
        let total: Int
        let prospects: [String: Int]
        let replayed: Int
    }

    func validate() throws {
        guard (0.01...10_000).contains(rate) else { throw ValidationError("--rate is from 0.01 to 10000") }
        guard all || preview || !selection.isEverything else {
            throw ValidationError("say which letters are meant, or --all; --preview tells what it would come to")
        }
    }

    func run() async throws {
        let settings = try await Settings.load()
        let name = try OperatorName.current(settings)
        let tally = try await Database.use(settings) { pool in
            try await OperatorBroker.use(settings) { broker in
                let replay = DeadLetterReplay(queues: broker.queues, publisher: broker.publisher, pool: pool)
                if preview { return try await replay.preview(selection.selection) }
                let bar = ProgressLine(isShown: !output.json)
                defer { bar.end() }
                return try await replay.replay(selection.selection, rate: rate, force: force, by: name) { tally in
                    bar.show("\(tally.replayed) replayed of \(tally.total) seen")
                }
            }
        }
        let answer = Answer(
            total: tally.total,
            prospects: Dictionary(uniqueKeysWithValues: tally.byProspect.map { ($0.key.rawValue, $0.value) }),
            replayed: tally.replayed)
        let words = tally.total == 0 ? "No dead letters of that kind." : tally.words
        try output.show(preview ? words : "\(words)\n\(tally.replayed) replayed", object: answer)
    }
}
