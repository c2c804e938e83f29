import HTTPTypes
import Hummingbird
import Logging
import Observability

extension HTTPField.Name {
    static let requestID = HTTPField.Name("X-Request-ID") ?? .eTag
    static let traceParent = HTTPField.Name("traceparent") ?? .eTag
}

/// The id that an answer and its log lines carry. A caller's own id is taken over when it is short and plain.
enum RequestIdentity {
    static func take(from request: Request, into context: inout GatewayContext) -> String {
        guard let id = request.headers[.requestID].flatMap(accepted) else { return context.id }
        context.logger[metadataKey: LogKey.serverRequest] = .string(id)
        return id
    }

    /// At most 64 letters, digits, dots, dashes and underscores; anything else could forge a log line.
    static func accepted(_ id: String) -> String? {
        let plain = id.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        return plain && (1...64).contains(id.utf8.count) ? id : nil
    }
}
