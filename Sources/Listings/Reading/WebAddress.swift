/// Addresses of listings and pictures.
enum WebAddress {
    /// `text` as an http or https address in ASCII, with what is not ASCII percent-encoded; or why it is none.
    static func read(_ text: String) -> Reading<String> {
        if isUsual(text) { return .stated(text) }
        let text = text.trimmed
        guard text.utf8.count <= ListingLimits.url else { return .wrong("is longer than \(ListingLimits.url) bytes") }
        guard let scheme = ["https://", "http://"].first(where: { begins(text, with: $0) }) else {
            return .wrong("must begin with https:// or http://")
        }
        let rest = text.utf8.dropFirst(scheme.utf8.count)
        let authority = rest.prefix { !isEnd(ofHost: $0) }
        guard isHost(authority) else { return .wrong("must name a host, like https://www.idealista.it/immobile/1/") }
        guard !rest.contains(where: isForbidden) else {
            return .wrong("holds a blank or another character that no address holds")
        }
        let encoded =
            scheme + Substring(authority).lowercased() + percentEncoded(Substring(rest.dropFirst(authority.count)))
        guard encoded.utf8.count <= ListingLimits.url else {
            return .wrong("is longer than \(ListingLimits.url) bytes")
        }
        return .stated(encoded)
    }

    /// Whether nothing is to be changed or doubted, looked at byte by byte: a listing has a dozen addresses. A port is
    /// unusual.
    private static func isUsual(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            let host = bytes.starts(with: "https://".utf8) ? 8 : bytes.starts(with: "http://".utf8) ? 7 : 0
            guard host > 0, bytes.count <= ListingLimits.url else { return false }
            let end = bytes[host...].firstIndex { !isHostPart($0) || isUppercase($0) } ?? bytes.count
            guard (1...253).contains(end - host), bytes[host] != UInt8(ascii: "."), bytes[host] != UInt8(ascii: "-"),
                end == bytes.count || isEnd(ofHost: bytes[end])
            else { return false }
            return bytes[end...].allSatisfy { $0 < 0x80 && !isForbidden($0) }
        }
    }

    private static func isEnd(ofHost byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    private static func begins(_ text: String, with scheme: String) -> Bool {
        text.utf8.prefix(scheme.utf8.count).lazy.map { isUppercase($0) ? $0 | 0x20 : $0 }.elementsEqual(scheme.utf8)
    }

    private static func isUppercase(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }

    /// Blanks, control characters and what RFC 3986 has no place for. What is not ASCII is encoded instead.
    private static func isForbidden(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7F: true
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "^"),
            UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"):
            true
        default: false
        }
    }

    /// A host name or an IPv4 address, and a port; no user name.
    private static func isHost(_ authority: Substring.UTF8View) -> Bool {
        let parts = authority.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard let host = parts.first, parts.count <= 2, !host.isEmpty, host.count <= 253 else { return false }
        let isPort = parts.count == 1 || Int(Substring(parts[1])).map { (1...65_535).contains($0) } ?? false
        return isPort && host.first != UInt8(ascii: ".") && host.first != UInt8(ascii: "-")
            && host.allSatisfy(isHostPart)
    }

    /// A letter, a digit, a hyphen, a dot or an underline.
    private static func isHostPart(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || byte == 0x2D || byte == 0x2E || byte == 0x5F
    }

    private static func percentEncoded(_ text: Substring) -> String {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return String(text) }
        let hex = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte < 0x80 {
                bytes.append(byte)
            } else {
                bytes += [0x25, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Character {
    /// Whether it is a control character, which no field holds but as a line break.
    var isControl: Bool {
        unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}
