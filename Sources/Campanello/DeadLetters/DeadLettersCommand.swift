import ArgumentParser

/// `campanello dead-letters list|show|replay|drop|export`.
struct DeadLetters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead-letters", abstract: "Messages that could not be delivered, with the reason.",
        discussion: "Read from the broker by AMQP_URL; the user \"operator\" may.",
        subcommands: [
            ListDeadLetters.self, ShowDeadLetter.self, ReplayDeadLetters.self, DropDeadLetters.self,
            ExportDeadLetters.self,
        ])
}
