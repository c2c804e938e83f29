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
    static func written(_ write: (inout JSONWriter) -> Void) -> Response {
        var writer = JSONWriter()
        write(&writer)
        let headers: HTTPFields = [.contentType: "application/json; charset=utf-8"]
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: writer.bytes)))
    }
}
