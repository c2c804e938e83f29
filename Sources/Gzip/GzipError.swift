/// Why compressed data could not be read.
package enum GzipError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Not gzip, or damaged: the header, the data or the checksum is wrong.
    case corrupt

    /// The data ends before its end.
    case truncated

    /// The content is larger than the limit, in bytes.
    case tooLarge(limit: Int)

    package var description: String {
        switch self {
        case .corrupt: "the body is not valid gzip data"
        case .truncated: "the gzip data ends too early"
        case .tooLarge(let limit): "the unpacked content is larger than \(limit) bytes"
        }
    }
}
