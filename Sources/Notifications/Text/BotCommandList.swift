/// The commands that Telegram offers people as they type, as the bot's help names them.
package struct BotCommandList: Sendable, Equatable, Encodable {
    package struct Command: Sendable, Equatable, Encodable {
        /// Without its slash.
        package let command: String
        package let description: String
    }

    package let commands: [Command]

    /// - Parameter locale: `ru`, `en` or `it`.
    package init(locale: String) {
        let help = Phrases.of(locale).direct[.botHelp] ?? ""
        commands = help.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " — ", maxSplits: 1)
            guard parts.count == 2, parts[0].hasPrefix("/") else { return nil }
            return Command(command: String(parts[0].dropFirst()), description: String(parts[1]))
        }
    }
}
