/// The characters that JSON writes as they are, found eight at a time: most of a message is text.
package enum PlainText {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Where the first quote, backslash or control character stands, from `start` on; the end where there is none.
    package static func end(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        run(in: bytes, from: start).end
    }

    /// The same, and whether all before it is ASCII.
    static func run(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> (end: Int, isASCII: Bool) {
        var position = start
        var all: UInt64 = 0
        if let base = bytes.baseAddress {
            let words = UnsafeRawPointer(base)
            while position + 8 <= bytes.count {
                let word = words.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                guard isPlain(word) else { break }
                all |= word
                position += 8
            }
        }
        while position < bytes.count, isPlain(bytes[position]) {
            all |= UInt64(bytes[position])
            position += 1
        }
        return (position, all & highBits == 0)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// The same for eight characters: a byte that is 0, and one below 32, borrow from their high bit when 1, or 32, is
    /// taken from them.
    private static func isPlain(_ word: UInt64) -> Bool {
        let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let special =
            ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes) | ((word &- ones &* 0x20) & ~word)
        return special & highBits == 0
    }
}
