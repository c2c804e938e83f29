package import Contracts
package import Foundation
import Listings

/// What an operator can stop: a channel's sending, or what a portal's listings set off.
package enum PauseSubject: Sendable, Hashable {
    case channel(Channel)
    /// By its canonical name.
    case source(String)

    /// A channel's name, or else a source's in any of its spellings; nil when it can be neither.
    package init?(_ name: String) {
        if let channel = Channel(rawValue: name.lowercased()) {
            self = .channel(channel)
        } else if let source = Source.canonical(name) {
            self = .source(source)
        } else {
            return nil
        }
    }

    package var kind: String {
        switch self {
        case .channel: "channel"
        case .source: "source"
        }
    }

    package var name: String {
        switch self {
        case .channel(let channel): channel.rawValue
        case .source(let name): name
        }
    }
}

/// A pause that lasts.
package struct Pause: Sendable, Equatable, Encodable {
    /// `channel` or `source`.
    package let kind: String
    package let name: String
    /// As the operator gave it; may be empty.
    package let reason: String
    /// Who, as the tool was told.
    package let `operator`: String
    package let pausedAt: Date

    /// For readiness and pages: `paused by operator: the provider asks for it`.
    package var words: String { reason.isEmpty ? "paused by operator" : "paused by operator: \(reason)" }
}
