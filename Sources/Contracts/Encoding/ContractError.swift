/// Why a message could not be understood. Carries no value of the message, only where and what.
package enum ContractError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The body is not what its type promises: `path` names the field (`listings[0].price`; `body` for the whole),
    /// `problem` says what is wrong and what would be right.
    case undecodable(path: String, problem: String)
    /// The `type` is unknown, or of a major version that this program does not speak.
    case unsupportedVersion(type: String)

    package var description: String {
        switch self {
        case .undecodable(let path, let problem): "\(path): \(problem)"
        case .unsupportedVersion(let type):
            "type: \"\(type.prefix(100))\" is not known here; known are "
                + MessageType.allCases.map(\.rawValue).joined(separator: ", ")
        }
    }

    /// The `reason` header of the dead letter.
    package var reason: String {
        switch self {
        case .undecodable: "undecodable"
        case .unsupportedVersion: "unsupported-version"
        }
    }
}
