/// What a pressed button of ours, or a chosen row of a list, asks for.
package enum ButtonPress: Sendable, Equatable {
    /// Not to be shown this listing's home again.
    case hide(listing: Int64)
    case pause(filter: Int64)
    case resume(filter: Int64)
    /// To be spoken to in this language: `ru`, `en` or `it`.
    case language(String)

    package init?(_ payload: String) {
        let parts = payload.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, parts[0] == "language", Phrases.locales.contains(String(parts[1])) {
            self = .language(String(parts[1]))
            return
        }
        guard parts.count == 2, let id = Int64(parts[1]), id > 0 else { return nil }
        switch parts[0] {
        case "hide": self = .hide(listing: id)
        case "pause": self = .pause(filter: id)
        case "resume": self = .resume(filter: id)
        default: return nil
        }
    }

    /// What it is called in figures.
    package var kind: String {
        switch self {
        case .hide: "hide"
        case .pause: "pause"
        case .resume: "resume"
        case .language: "language"
        }
    }

    package var payload: String {
        switch self {
        case .hide(let listing): "hide:\(listing)"
        case .pause(let filter): "pause:\(filter)"
        case .resume(let filter): "resume:\(filter)"
        case .language(let locale): "language:\(locale)"
        }
    }
}
