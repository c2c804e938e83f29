/// What a person has subscribed to.
package enum Plan: String, Sendable, Hashable, CaseIterable, Codable {
    case free
    case premium

    /// How often a filter may speak on a channel.
    package var interval: Duration {
        switch self {
        case .free: .seconds(24 * 3600)
        case .premium: .seconds(30 * 60)
        }
    }

    /// How many filters a person may have.
    package var maximumFilters: Int {
        switch self {
        case .free: 1
        case .premium: 10
        }
    }
}
