import ArgumentParser
import Operations
import ServiceKit

/// `campanello dead-letters drop`.
struct DropDeadLetters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop",
        abstract: "Settles dead letters for good.",
        discussion: "The listings they held are told anew by a later message, where no attempt may have arrived.")

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Also what nothing narrows down: every dead letter there is.") var all = false

    func validate() throws {
        guard all || !selection.isEverything else { throw ValidationError("say which letters are meant, or --all") }
    }

    func run() async throws {
        let settings = try await Settings.load()
        let name = try OperatorName.current(settings)
        let dropped = try await Database.use(settings) { pool in
            try await OperatorBroker.use(settings) { broker in
                try await DeadLetterReplay(queues: broker.queues, publisher: broker.publisher, pool: pool)
                    .drop(selection.selection, by: name)
            }
        }
        try output.show(
            dropped == 0 ? "No dead letters of that kind." : "\(dropped) dropped", object: ["dropped": dropped])
    }
}
