import Gzip
import HTTPTypes
import Hummingbird
import NIOCore

/// The body of an ingest: read whole, unpacked if it is gzip, and taken apart into rows.
struct IngestBody: Sendable {
    /// The most bytes of a body, before and after unpacking.
    static let limit = 16 * 1024 * 1024

    let bytes: [UInt8]
    let rows: [IngestRows.Row]

    /// - Throws: ``Problem`` 415 for other types and encodings, 413 beyond ``limit``, 400 for broken gzip or JSON.
    init(_ request: Request) async throws {
        let format = try Self.format(request.headers[.contentType])
        let isPacked = try Self.isGzip(request.headers[.contentEncoding])
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: Self.limit)
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge(limit: Self.limit)
        }
        bytes = isPacked ? try Self.unpacked(Array(buffer.readableBytesView)) : Array(buffer.readableBytesView)
        rows = try IngestRows(bytes, format: format).rows
    }

    private static func format(_ contentType: String?) throws(Problem) -> IngestRows.Format {
        let type = contentType.map(MediaType.init)
        switch type?.isUTF8 == true ? type?.name : nil {
        case "application/json"?: return .array
        case "application/x-ndjson"?, "application/ndjson"?: return .lines
        default:
            throw .unsupportedMediaType("application/json (an array) or application/x-ndjson, in UTF-8")
        }
    }

    private static func isGzip(_ encoding: String?) throws(Problem) -> Bool {
        switch encoding?.filter({ !$0.isWhitespace }).lowercased() {
        case nil, "", "identity": return false
        case "gzip", "x-gzip": return true
        default: throw .unsupportedCoding(taken: "gzip, identity")
        }
    }

    private static func unpacked(_ packed: [UInt8]) throws(Problem) -> [UInt8] {
        do {
            return try Inflater.inflate(packed, limit: limit)
        } catch GzipError.tooLarge {
            throw .tooLarge(limit: limit)
        } catch {
            throw .malformed("The body is not valid gzip.")
        }
    }
}
