import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// An answer in JSON: names in snake_case, dates in ISO 8601 (UTC), slashes unescaped.
enum JSONAnswer {
    static func encode(_ value: some Encodable) throws -> ByteBuffer {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.withoutEscapingSlashes]
        return ByteBuffer(bytes: try encoder.encode(value))
    }

    static func response(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) throws -> Response {
        var fields = headers
        fields[.contentType] = "application/json; charset=utf-8"
        return Response(status: status, headers: fields, body: .init(byteBuffer: try encode(value)))
    }

    /// An answer that writes itself, for the routes that are asked most: an encoder by containers takes many times as
    /// long.
    ///
    /// - Parameter capacity: how many bytes are expected.
    static func written(
        capacity: Int = 512, _ write: (inout JSONWriter) throws -> Void
    ) rethrows -> Response {
        var writer = JSONWriter(capacity: capacity)
        try write(&writer)
        var headers = HTTPFields()
        headers.reserveCapacity(10)
        headers.append(contentType)
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: writer.bytes)))
    }

    private static let contentType = HTTPField(name: .contentType, value: "application/json; charset=utf-8")
}
