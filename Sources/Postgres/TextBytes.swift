/// `bytea` in its hexadecimal form: `\x` and two digits a byte.
enum TextBytes {
    static func parse(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.count >= 2, text.count % 2 == 0, text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "x")
        else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2 - 1)
        for position in stride(from: 2, to: text.count, by: 2) {
            guard let high = Hexadecimal.digit(text[position]), let low = Hexadecimal.digit(text[position + 1])
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    static func write(_ value: [UInt8], to buffer: inout [UInt8]) {
        buffer.append(contentsOf: "\\x".utf8)
        for byte in value { Hexadecimal.write(byte, to: &buffer) }
    }
}
