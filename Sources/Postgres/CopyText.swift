/// Rows in the text format of COPY: columns between tabs, rows ended by a line feed, null as `\N`.
enum CopyText {
    static func write(_ row: [PostgresValue], to buffer: inout [UInt8]) throws(PostgresError) {
        for (index, value) in row.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: "\t")) }
            try write(value, to: &buffer)
        }
        buffer.append(UInt8(ascii: "\n"))
    }

    private static func write(_ value: PostgresValue, to buffer: inout [UInt8]) throws(PostgresError) {
        switch value {
        case .null: buffer.append(contentsOf: "\\N".utf8)
        case .bool, .int, .double, .uuid, .timestamp, .intArray, .intOrNullArray, .uuidArray:
            // Their texts hold nothing that COPY reads as more than itself.
            _ = try ValueText.write(value, to: &buffer)
        default:
            var text: [UInt8] = []
            _ = try ValueText.write(value, to: &text)
            escape(text, to: &buffer)
        }
    }

    private static func escape(_ text: [UInt8], to buffer: inout [UInt8]) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "\\"): buffer.append(contentsOf: "\\\\".utf8)
            case UInt8(ascii: "\t"): buffer.append(contentsOf: "\\t".utf8)
            case UInt8(ascii: "\n"): buffer.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\r"): buffer.append(contentsOf: "\\r".utf8)
            default: buffer.append(byte)
            }
        }
    }
}
