/// The parameters of one statement in one buffer, as libpq takes them: texts as C strings, bytes as they are.
struct ParameterList {
    /// As libpq has them.
    private static let textFormat: Int32 = 0
    private static let binaryFormat: Int32 = 1

    private var bytes: [UInt8] = []
    /// Where each value begins; -1 for null.
    private var starts: [Int] = []
    /// In bytes; libpq reads it of binary values alone.
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    var count: Int32 { Int32(starts.count) }

    /// Throws `PostgresError` of kind `encoding`, naming the parameter's number.
    init(_ values: [PostgresValue]) throws(PostgresError) {
        bytes.reserveCapacity(values.reduce(0) { $0 + $1.roughSize })
        for (index, value) in values.enumerated() {
            let start = bytes.count
            do {
                let isStated = try append(value)
                starts.append(isStated ? start : -1)
                lengths.append(Int32(bytes.count - start))
                bytes.append(0)
            } catch {
                throw PostgresError(error.kind, "parameter $\(index + 1): \(error.message)")
            }
        }
    }

    private mutating func append(_ value: PostgresValue) throws(PostgresError) -> Bool {
        if case .bytes(let value) = value {
            formats.append(Self.binaryFormat)
            bytes.append(contentsOf: value)
            return true
        }
        formats.append(Self.textFormat)
        return try ValueText.write(value, to: &bytes)
    }

    /// Values, lengths and formats, one each a parameter.
    typealias Pointers = (
        values: UnsafePointer<UnsafePointer<CChar>?>?, lengths: UnsafePointer<Int32>?, formats: UnsafePointer<Int32>?
    )

    /// The pointers are good until `body` returns.
    func withPointers<R>(_ body: (Pointers) -> R) -> R {
        bytes.withUnsafeBytes { raw in
            let base = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
            let values = starts.map { start in start < 0 ? nil : base.map { $0 + start } }
            return values.withUnsafeBufferPointer { values in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer {
                        body((values.baseAddress, lengths.baseAddress, $0.baseAddress))
                    }
                }
            }
        }
    }
}

extension PostgresValue {
    /// About as many bytes as a large value takes.
    fileprivate var roughSize: Int {
        switch self {
        case .text(let text), .json(let text): text.utf8.count + 1
        case .bytes(let bytes): bytes.count + 1
        default: 32
        }
    }
}
