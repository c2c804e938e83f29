import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The most bytes that a JSON body may have outside the ingest.
    static let jsonLimit = 256 * 1024

    /// Reads the body as one JSON object.
    /// - Throws: ``Problem`` 415 for another content type or a content coding, 413 over ``jsonLimit``, 400 for what is not a JSON object.
    func object() async throws -> FieldReader {
        guard let type = headers[.contentType], Self.isJSON(type) else {
            throw Problem.unsupportedMediaType("application/json")
        }
        try requirePlainBody()
        let buffer: ByteBuffer
        do {
            buffer = try await body.collect(upTo: Self.jsonLimit)
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge(limit: Self.jsonLimit)
        }
        guard buffer.readableBytes > 0 else { throw Problem.malformed("The body is empty; a JSON object is expected.") }
        do {
            guard case .object(let object) = try JSONValue.parse(buffer.readableBytesView) else {
                throw Problem.malformed("The body is JSON, but not an object.")
            }
            return FieldReader(object)
        } catch let error as JSONSyntaxError {
            throw Problem.malformed(error.detail)
        }
    }

    /// The same for routes whose body may be left out: no body is an empty object.
    func optionalObject() async throws -> FieldReader {
        if headers[.contentType] == nil {
            let buffer: ByteBuffer
            do {
                buffer = try await body.collect(upTo: Self.jsonLimit)
            } catch is NIOTooManyBytesError {
                throw Problem.tooLarge(limit: Self.jsonLimit)
            }
            guard buffer.readableBytes == 0 else { throw Problem.unsupportedMediaType("application/json") }
            return FieldReader([:])
        }
        return try await object()
    }

    /// - Throws: ``Problem`` 415 for a body that is packed in any way.
    func requirePlainBody() throws(Problem) {
        let coding = headers[.contentEncoding]?.filter { !$0.isWhitespace }.lowercased() ?? ""
        guard coding.isEmpty || coding == "identity" else { throw .unsupportedCoding(taken: "identity") }
    }

    /// Whether a content type is JSON: `application/json` or `application/<something>+json`, parameters aside.
    static func isJSON(_ contentType: String) -> Bool {
        let type = mediaType(contentType)
        return type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json"))
    }

    /// A content type without its parameters, in lower case.
    static func mediaType(_ contentType: String) -> String {
        let bare = contentType.prefix { $0 != ";" }
        return String(bare.filter { !$0.isWhitespace }).lowercased()
    }
}
