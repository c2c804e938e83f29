import HTTPTypes
import Hummingbird
import Logging
import Messaging

extension HTTPField.Name {
    static let requestID = HTTPField.Name("X-Request-ID") ?? .eTag
    static let traceParent = HTTPField.Name("traceparent") ?? .eTag
}

/// Gives every answer the id that its log lines carry. A caller's own id is taken over when it is short and plain.
struct RequestIDMiddleware: RouterMiddleware {
    typealias Context = GatewayContext

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let id = request.headers[.requestID].flatMap(Self.accepted) ?? context.id
        context.logger[metadataKey: "hb.request.id"] = nil
        context.logger[metadataKey: "request_id"] = .string(id)
        // A caller's trace goes on here; without one a request has its id, and each listing begins a trace of its own.
        let trace = request.headers[.traceParent].flatMap(TraceParent.init(_:))?.child()
        var response = try await TraceParent.$current.withValue(trace) { [context] in
            try await next(request, context)
        }
        response.headers[.requestID] = id
        return response
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
