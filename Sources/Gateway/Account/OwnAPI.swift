import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The API as its own first client asks it: the pages call the routes' handlers with the JSON that a client would
/// send, as the person who is signed in, so that no rule, no limit and no text of a fault exists twice.
enum OwnAPI {
    typealias Handler = @Sendable (Request, GatewayContext) async throws -> Response

    /// Asks and answers what came back.
    ///
    /// - Parameter query: the query that a client would send, such as `skip=20&limit=20`.
    /// - Throws: whatever the handler throws: ``Problem`` with its `errors` above all.
    @discardableResult
    static func ask(
        _ handler: Handler, _ context: GatewayContext, body: [String: JSONValue]? = nil, query: String = ""
    ) async throws -> JSONValue {
        var head = HTTPRequest(
            method: body == nil ? .get : .post, scheme: nil, authority: nil, path: query.isEmpty ? "/" : "/?\(query)")
        var bytes = ByteBuffer()
        if let body {
            head.headerFields[.contentType] = "application/json"
            bytes = ByteBuffer(bytes: try JSONEncoder().encode(JSONValue.object(body)))
        }
        let response = try await handler(Request(head: head, body: RequestBody(buffer: bytes)), context)
        let writer = CollectingWriter()
        try await response.body.write(writer)
        return try JSONValue.parse(writer.bytes)
    }
}

extension JSONValue {
    subscript(_ name: String) -> JSONValue {
        guard case .object(let object) = self else { return .null }
        return object[name] ?? .null
    }

    var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    var number: Double? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    var flag: Bool? {
        guard case .boolean(let flag) = self else { return nil }
        return flag
    }

    /// The values of a list; none for anything else.
    var values: [JSONValue] {
        guard case .list(let values) = self else { return [] }
        return values
    }

    /// A field's value as a form shows it: nothing for null, lists with commas.
    var written: String {
        switch self {
        case .null, .object: ""
        case .boolean(let flag): flag ? "true" : "false"
        case .number(let number):
            number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
        case .text(let text): text
        case .list(let values): values.map(\.written).joined(separator: ", ")
        }
    }
}
