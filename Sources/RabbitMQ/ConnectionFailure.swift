/// Why a channel or a whole connection cannot go on. Read while the C library still holds it.
enum ConnectionFailure: Error, Sendable, Equatable {
    /// The connection is of no more use.
    case connection(String)
    /// The broker closed the channel; the connection lives.
    case channel(code: Int, text: String)
    /// Connected, and parts of the topology are not there.
    case missing([String])

    var text: String {
        switch self {
        case .connection(let text): text
        case .channel(_, let text): text
        case .missing(let parts):
            "missing: \(parts.joined(separator: ", ")); `campanello topology apply` puts it in place"
        }
    }

    /// AMQP's reply code for something that is not there.
    static let notFound = 404
}
