import Testing

@testable import QRCode

@Suite("QR codes")
struct QRCodeTests {
    @Test("a code has the three finder patterns of the standard and the size of a version")
    func finders() throws {
        let code = try #require(QRCode("https://wa.me/14155238886?text=CAMPANELLO%2012345678"))
        #expect((code.size - 17) % 4 == 0 && code.modules.count == code.size * code.size)
        for (row, column) in [(0, 0), (0, code.size - 7), (code.size - 7, 0)] {
            for offset in 0..<7 {
                #expect(code[row, column + offset] && code[row + 6, column + offset])
                #expect(code[row + offset, column] && code[row + offset, column + 6])
            }
            #expect(!code[row + 1, column + 1] && code[row + 3, column + 3])
        }
    }

    @Test("what differs in one character is another code, and the same is the same")
    func distinct() throws {
        #expect(QRCode("https://t.me/a?start=1") == QRCode("https://t.me/a?start=1"))
        #expect(QRCode("https://t.me/a?start=1") != QRCode("https://t.me/a?start=2"))
    }

    @Test("an empty text, one with NUL and one that is too long have no code")
    func refused() {
        #expect(QRCode("") == nil && QRCode("a\0b") == nil)
        #expect(QRCode(String(repeating: "a", count: QRCode.maximumBytes)) != nil)
        #expect(QRCode(String(repeating: "a", count: QRCode.maximumBytes + 1)) == nil)
    }

    @Test("the drawing has a quiet zone of four modules, no style, and its label escaped")
    func drawing() throws {
        let code = try #require(QRCode("https://t.me/a?start=1"))
        let svg = code.svg(label: #"<"&">"#)
        #expect(svg.contains("viewBox=\"0 0 \(code.size + 8) \(code.size + 8)\""))
        #expect(svg.contains("aria-label=\"&lt;&quot;&amp;&quot;&gt;\"") && !svg.contains("style"))
        #expect(svg.contains("d=\"M4 4h7v1h-7z"))
    }
}
