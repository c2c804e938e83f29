/// What a person pays for.
package enum Plan: String, Sendable, Equatable, Codable, CaseIterable {
    case free, premium

    /// How many filters a person may have.
    package var maximumFilters: Int {
        switch self {
        case .free: 1
        case .premium: 10
        }
    }
}
