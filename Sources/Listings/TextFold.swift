import Foundation

/// Text without regard to case and accents. Fold once, where text comes in: folding is far too slow for matching.
package enum TextFold {
    /// `text` in lower case and without accents; everything else stays.
    package static func fold(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return lowercasedASCII(text) }
        return text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
    }

    /// The letters and digits of `text`, folded: what two spellings of one name have in common.
    package static func key(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return lowercasedASCII(text, where: isWordPart) }
        var key = String.UnicodeScalarView()
        key.append(contentsOf: fold(text).unicodeScalars.lazy.filter(isWordPart))
        return String(key)
    }

    /// The words of `text`, folded, in order: runs of letters and digits, so `D'Annunzio` is two words.
    package static func words(_ text: String) -> [String] {
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            return text.utf8.split(whereSeparator: { !isWordPart($0) }).map { word in
                String(decoding: word.lazy.map(lowercased), as: UTF8.self)
            }
        }
        return fold(text).unicodeScalars.split(whereSeparator: { !isWordPart($0) }).map { String($0) }
    }

    private static func lowercasedASCII(
        _ text: String, where isIncluded: (UInt8) -> Bool = { _ in true }
    ) -> String {
        var text = text
        return text.withUTF8 { bytes in
            String(unsafeUninitializedCapacity: bytes.count) { folded in
                var count = 0
                for byte in bytes where isIncluded(byte) {
                    folded[count] = lowercased(byte)
                    count += 1
                }
                return count
            }
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }

    private static func isWordPart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case ..<0x80: false
        default: scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
    }
}
