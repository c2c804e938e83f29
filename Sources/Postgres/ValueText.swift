import Foundation
import Glibc

/// Values in PostgreSQL's text format, as parameters and as columns of a COPY.
enum ValueText {
    /// Appends the text of `value`; answers `false` for null, which has none. Throws `PostgresError` of kind
    /// `encoding`.
    static func write(_ value: PostgresValue, to buffer: inout [UInt8]) throws(PostgresError) -> Bool {
        switch value {
        case .null: return false
        case .bool(let value): buffer.append(UInt8(ascii: value ? "t" : "f"))
        case .int(let value): TextNumber.write(value, to: &buffer)
        case .double(let value): writeDouble(value, to: &buffer)
        case .text(let value), .json(let value): try writeText(value, to: &buffer)
        case .bytes(let value): TextBytes.write(value, to: &buffer)
        case .uuid(let value): TextUUID.write(value, to: &buffer)
        case .timestamp(let value): try writeDate(value, to: &buffer)
        case .intArray, .intOrNullArray, .doubleArray, .textArray, .boolArray, .uuidArray, .timestampArray:
            try writeArray(value, to: &buffer)
        }
        return true
    }

    private static func writeArray(_ value: PostgresValue, to buffer: inout [UInt8]) throws(PostgresError) {
        switch value {
        case .intArray(let values): ArrayLiteral.write(values, to: &buffer, append: TextNumber.write)
        case .intOrNullArray(let values): writeOptional(values, to: &buffer, append: TextNumber.write)
        case .doubleArray(let values): writeOptional(values, to: &buffer, append: writeDouble)
        case .boolArray(let values):
            writeOptional(values, to: &buffer) { $1.append(UInt8(ascii: $0 ? "t" : "f")) }
        case .uuidArray(let values): ArrayLiteral.write(values, to: &buffer, append: TextUUID.write)
        case .textArray(let values):
            for case .some(let text) in values { try checkText(text) }
            writeOptional(values, to: &buffer) { ArrayLiteral.writeQuoted($0.utf8, to: &$1) }
        case .timestampArray(let values):
            for case .some(let date) in values { try checkDate(date) }
            writeOptional(values, to: &buffer) { date, buffer in
                buffer.append(UInt8(ascii: "\""))
                TextTimestamp.write(date, to: &buffer)
                buffer.append(UInt8(ascii: "\""))
            }
        default: break
        }
    }

    private static func writeOptional<T>(
        _ values: [T?], to buffer: inout [UInt8], append: (T, inout [UInt8]) -> Void
    ) {
        ArrayLiteral.write(values, to: &buffer) { value, buffer in
            if let value { append(value, &buffer) } else { ArrayLiteral.writeNull(to: &buffer) }
        }
    }

    /// Swift's description is the shortest text that reads back as the same number; PostgreSQL reads `nan` and `inf`.
    private static func writeDouble(_ value: Double, to buffer: inout [UInt8]) {
        buffer.append(contentsOf: value.description.utf8)
    }

    private static func writeText(_ value: String, to buffer: inout [UInt8]) throws(PostgresError) {
        try checkText(value)
        buffer.append(contentsOf: value.utf8)
    }

    private static func writeDate(_ value: Date, to buffer: inout [UInt8]) throws(PostgresError) {
        try checkDate(value)
        TextTimestamp.write(value, to: &buffer)
    }

    /// A zero byte would end the parameter there, silently.
    private static func checkText(_ value: String) throws(PostgresError) {
        var value = value
        let hasZero = value.withUTF8 { text in text.baseAddress.map { memchr($0, 0, text.count) != nil } ?? false }
        guard !hasZero else {
            throw PostgresError(.encoding, "a text with a zero byte (U+0000) cannot be stored")
        }
    }

    private static func checkDate(_ value: Date) throws(PostgresError) {
        guard !value.timeIntervalSinceReferenceDate.isNaN else {
            throw PostgresError(.encoding, "a date that is no number cannot be stored")
        }
    }
}
