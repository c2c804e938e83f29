/// Whole numbers as decimal text.
enum TextNumber {
    static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard let first = text.first else { return nil }
        let isNegative = first == UInt8(ascii: "-")
        guard text.count > (isNegative ? 1 : 0) else { return nil }
        var value: Int64 = 0
        for byte in text.dropFirst(isNegative ? 1 : 0) {
            guard byte >= 48, byte <= 57 else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            // Gathered below zero, since the smallest number has no positive twin.
            let (sum, overflowed) = product.subtractingReportingOverflow(Int64(byte - 48))
            guard !overflow, !overflowed else { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    static func write(_ value: Int64, to buffer: inout [UInt8]) {
        var magnitude = value.magnitude
        if value < 0 { buffer.append(UInt8(ascii: "-")) }
        let start = buffer.count
        repeat {
            buffer.append(UInt8(48 + magnitude % 10))
            magnitude /= 10
        } while magnitude > 0
        buffer[start...].reverse()
    }

    /// Appends `value` in decimal with zeros in front, `width` digits wide.
    static func write(_ value: Int, width: Int, to buffer: inout [UInt8]) {
        var rest = value
        let start = buffer.count
        for _ in 0..<width {
            buffer.append(UInt8(48 + rest % 10))
            rest /= 10
        }
        buffer[start...].reverse()
    }
}
