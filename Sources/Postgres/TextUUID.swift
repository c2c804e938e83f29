import Foundation

/// UUIDs as `8-4-4-4-12` lower-case hexadecimal digits.
enum TextUUID {
    static func parse(_ text: UnsafeBufferPointer<UInt8>) -> UUID? {
        guard text.count == 36 else { return nil }
        var bytes = uuid_t(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        let isValid = withUnsafeMutableBytes(of: &bytes) { target in
            var position = 0
            for index in 0..<16 {
                if index == 4 || index == 6 || index == 8 || index == 10 {
                    guard text[position] == UInt8(ascii: "-") else { return false }
                    position += 1
                }
                guard let high = Hexadecimal.digit(text[position]), let low = Hexadecimal.digit(text[position + 1])
                else { return false }
                target[index] = high << 4 | low
                position += 2
            }
            return true
        }
        return isValid ? UUID(uuid: bytes) : nil
    }

    static func write(_ value: UUID, to buffer: inout [UInt8]) {
        withUnsafeBytes(of: value.uuid) { bytes in
            for (index, byte) in bytes.enumerated() {
                if index == 4 || index == 6 || index == 8 || index == 10 { buffer.append(UInt8(ascii: "-")) }
                Hexadecimal.write(byte, to: &buffer)
            }
        }
    }
}

/// Pairs of hexadecimal digits.
enum Hexadecimal {
    static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 97...102: byte - 87
        case 65...70: byte - 55
        default: nil
        }
    }

    static func write(_ byte: UInt8, to buffer: inout [UInt8]) {
        for nibble in [byte >> 4, byte & 15] {
            buffer.append(nibble < 10 ? 48 + nibble : 87 + nibble)
        }
    }
}
