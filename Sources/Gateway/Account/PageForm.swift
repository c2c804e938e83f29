import Hummingbird
import NIOCore
import Notifications

/// What a form of a page sent; a field may come several times.
struct PageForm: Sendable, Equatable {
    /// The most bytes of a form.
    static let limit = 64 * 1024

    private let values: [String: [String]]

    init(_ values: [String: [String]] = [:]) {
        self.values = values
    }

    /// - Throws: ``Problem`` 415, 413, or 400 for what is not percent-encoded UTF-8.
    init(_ request: Request) async throws {
        guard let type = request.headers[.contentType].map(MediaType.init),
            type.name == "application/x-www-form-urlencoded", type.isUTF8
        else { throw Problem.unsupportedMediaType("application/x-www-form-urlencoded, in UTF-8") }
        try request.requirePlainBody()
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: Self.limit)
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge(limit: Self.limit)
        }
        try self.init(text: String(decoding: buffer.readableBytesView, as: UTF8.self))
    }

    init(text: String) throws(Problem) {
        guard let fields = FormFields(text)?.fields else {
            throw .malformed("The form is not percent-encoded UTF-8.")
        }
        values = Dictionary(grouping: fields, by: \.name).mapValues { $0.map(\.value) }
    }

    /// A field as it was written; nil when the form did not have it.
    subscript(_ name: String) -> String? { values[name]?.last }

    /// Every value of a field that a form may repeat.
    func all(_ name: String) -> [String] { values[name] ?? [] }
}
