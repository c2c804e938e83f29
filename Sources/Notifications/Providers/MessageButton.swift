/// A button below a message.
package struct MessageButton: Sendable, Equatable {
    package enum Action: Sendable, Equatable {
        case open(url: String)
        /// What comes back to us when it is pressed.
        case callback(CallbackData)
    }

    package let title: String
    package let action: Action

    package init(_ title: String, _ action: Action) {
        self.title = title
        self.action = action
    }
}

/// What a pressed button says, in at most 64 bytes: Telegram's limit for `callback_data`.
package enum CallbackData: Sendable, Equatable {
    /// The person does not want to see this listing's home again.
    case notInterested(listing: Int64)
    case pause(filter: Int64)
    /// The person wants to be spoken to in this language: `ru`, `en` or `it`.
    case language(String)

    package var text: String {
        switch self {
        case .notInterested(let listing): "hide:\(listing)"
        case .pause(let filter): "pause:\(filter)"
        case .language(let locale): "language:\(locale)"
        }
    }

    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1)
        if parts.count == 2, parts[0] == "language", Phrases.locales.contains(String(parts[1])) {
            self = .language(String(parts[1]))
            return
        }
        guard parts.count == 2, let id = Int64(parts[1]), id > 0 else { return nil }
        switch parts[0] {
        case "hide": self = .notInterested(listing: id)
        case "pause": self = .pause(filter: id)
        default: return nil
        }
    }
}
