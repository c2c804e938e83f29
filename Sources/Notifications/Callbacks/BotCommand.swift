/// What people ask of the bot by a command.
package enum BotCommand: Sendable, Equatable {
    /// With the code that a link into the bot carries, if it does.
    case start(code: String?)
    case help
    case status
    case filters
    case settings
    /// A filter, or nil: everything here.
    case pause(filter: Int64?)
    case resume(filter: Int64?)
    case unlink
    /// Some other word behind a slash.
    case unknown

    /// Nil for a text that is no command. `/help@campanello_bot` is `/help`; what stands behind a command counts only
    /// for `/start`.
    package init?(_ text: String) {
        guard text.hasPrefix("/"), text.utf8.count <= 200 else { return nil }
        let words = text.dropFirst().split(separator: " ", maxSplits: 1)
        guard let first = words.first, let name = first.split(separator: "@").first?.lowercased() else { return nil }
        switch name {
        case "start": self = .start(code: words.count > 1 ? Self.code(String(words[1])) : nil)
        case "help": self = .help
        case "status": self = .status
        case "filters": self = .filters
        case "settings": self = .settings
        case "pause": self = .pause(filter: nil)
        case "resume": self = .resume(filter: nil)
        case "unlink": self = .unlink
        default: self = Self.ofFilter(name) ?? .unknown
        }
    }

    private static func ofFilter(_ name: String) -> BotCommand? {
        let parts = name.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, let id = Int64(parts[1]), id > 0 else { return nil }
        switch parts[0] {
        case "pause": return .pause(filter: id)
        case "resume": return .resume(filter: id)
        default: return nil
        }
    }

    /// What a `start` parameter may be: 1 to 64 letters, digits, underscores and dashes.
    private static func code(_ text: String) -> String? {
        let text = text.last?.isWhitespace == true ? String(text.dropLast()) : text
        let isCode = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
                || $0 == 0x2D
        }
        return isCode && (1...64).contains(text.utf8.count) ? text : nil
    }
}
