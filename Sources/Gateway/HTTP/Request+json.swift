import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The most bytes that a JSON body may have outside the ingest.
    static let jsonLimit = 256 * 1024

    /// Reads the body as one JSON object.
    /// - Throws: ``Problem`` 415 for another content type or a content coding, 413 over ``jsonLimit``, 400 for what is not a JSON object.
    func object() async throws -> FieldReader {
        guard let type = headers[.contentType].map(MediaType.init), type.isJSON, type.isUTF8 else {
            throw Problem.unsupportedMediaType("application/json, in UTF-8")
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
            guard buffer.readableBytes == 0 else { throw Problem.unsupportedMediaType("application/json, in UTF-8") }
            return FieldReader([:])
        }
        return try await object()
    }

    /// - Throws: ``Problem`` 415 for a body that is packed in any way.
    func requirePlainBody() throws(Problem) {
        let coding = headers[.contentEncoding]?.filter { !$0.isWhitespace }.lowercased() ?? ""
        guard coding.isEmpty || coding == "identity" else { throw .unsupportedCoding(taken: "identity") }
    }
}
