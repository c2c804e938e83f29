/// Text that somebody else wrote (titles, addresses, names), made fit to stand inside ours.
package enum UserText {
    /// One line without what could hide, reorder or forge: control, bidirectional and zero-width characters go
    /// (a joiner inside an emoji family stays), every run of white space becomes one space, the ends are trimmed.
    package static func cleaned(_ text: String) -> String {
        if isPlain(text) { return text }
        var result = String.UnicodeScalarView()
        var spaceIsOwed = false
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            if isSpace(scalar) {
                spaceIsOwed = !result.isEmpty
            } else if isAllowed(scalar, at: index, in: scalars) {
                if spaceIsOwed { result.append(" ") }
                spaceIsOwed = false
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// Whether nothing needs cleaning, told from the bytes alone: ASCII, or the two-byte letters of Latin, Greek
    /// and Cyrillic, with single spaces inside.
    private static func isPlain(_ text: String) -> Bool {
        var previous: UInt8 = 0x20
        for byte in text.utf8 {
            if byte == 0x20 && previous == 0x20 { return false }
            // 0xC2 leads C1 controls, the no-break space and the soft hyphen; 0xD8 leads the Arabic letter mark.
            guard (0x20...0x7E).contains(byte) || (0x80...0xBF).contains(byte) || (0xC3...0xD3).contains(byte) else {
                return false
            }
            previous = byte
        }
        return previous != 0x20 || text.isEmpty
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    private static func isAllowed(_ scalar: Unicode.Scalar, at index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        switch scalar.value {
        case 0x200D:  // a joiner only where it makes one emoji of two
            return index > 0 && index + 1 < scalars.count && joinsEmoji(scalars[index - 1])
                && scalars[index + 1].properties.isEmoji
        case 0xE0020...0xE007F:  // tags only behind the black flag that they turn into a region's
            return index > 0 && (scalars[index - 1].value == 0x1F3F4 || isTag(scalars[index - 1]))
        case 0x0000...0x001F, 0x007F...0x009F: return false
        case 0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFEFF, 0xFFA0: return false
        case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F: return false
        case 0xFFF9...0xFFFC, 0xE0000...0xE001F, 0xE0080...0xE0FFF: return false
        default: return scalar.properties.generalCategory != .unassigned || scalar.value > 0xFFFF
        }
    }

    private static func joinsEmoji(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isEmoji || scalar.value == 0xFE0F
    }

    private static func isTag(_ scalar: Unicode.Scalar) -> Bool {
        (0xE0020...0xE007F).contains(scalar.value)
    }
}
