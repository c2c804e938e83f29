/// PostgreSQL's text form of a one-dimensional array: `{1,NULL,"a \"b\""}`.
enum ArrayLiteral {
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let comma = UInt8(ascii: ",")

    /// Appends an array whose elements' texts need no quotes; `append` writes one element.
    static func write<T>(_ elements: [T], to buffer: inout [UInt8], append: (T, inout [UInt8]) -> Void) {
        buffer.append(UInt8(ascii: "{"))
        for (index, element) in elements.enumerated() {
            if index > 0 { buffer.append(comma) }
            append(element, &buffer)
        }
        buffer.append(UInt8(ascii: "}"))
    }

    /// Appends an element in quotes, whatever it holds.
    static func writeQuoted(_ text: some Sequence<UInt8>, to buffer: inout [UInt8]) {
        buffer.append(quote)
        for byte in text {
            if byte == quote || byte == backslash { buffer.append(backslash) }
            buffer.append(byte)
        }
        buffer.append(quote)
    }

    static func writeNull(to buffer: inout [UInt8]) {
        buffer.append(contentsOf: "NULL".utf8)
    }

    /// Splits an array and decodes each element; `nil` where the text is no such array or an element is refused.
    static func parse<T>(
        _ text: UnsafeBufferPointer<UInt8>, decode: (UnsafeBufferPointer<UInt8>?) -> T?
    ) -> [T]? {
        guard text.count >= 2, text.first == UInt8(ascii: "{"), text.last == UInt8(ascii: "}") else { return nil }
        if text.count == 2 { return [] }
        var elements: [T] = []
        var position = 1
        let end = text.count - 1
        while position < end {
            guard let element = next(text, &position, end, decode) else { return nil }
            elements.append(element)
            guard position < end else { break }
            guard text[position] == comma else { return nil }
            position += 1
        }
        return elements
    }

    private static func next<T>(
        _ text: UnsafeBufferPointer<UInt8>, _ position: inout Int, _ end: Int,
        _ decode: (UnsafeBufferPointer<UInt8>?) -> T?
    ) -> T? {
        if text[position] == quote {
            return quoted(text, &position, end).flatMap { $0.withUnsafeBufferPointer(decode) }
        }
        let start = position
        while position < end, text[position] != comma { position += 1 }
        let element = UnsafeBufferPointer(rebasing: text[start..<position])
        return decode(element.elementsEqual("NULL".utf8) ? nil : element)
    }

    private static func quoted(_ text: UnsafeBufferPointer<UInt8>, _ position: inout Int, _ end: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        position += 1
        while position < end {
            let byte = text[position]
            position += 1
            if byte == quote { return bytes }
            guard byte == backslash else {
                bytes.append(byte)
                continue
            }
            guard position < end else { return nil }
            bytes.append(text[position])
            position += 1
        }
        return nil
    }
}
