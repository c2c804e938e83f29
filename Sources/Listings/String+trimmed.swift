extension StringProtocol {
    /// Without white space at both ends.
    var trimmed: String {
        // Most text begins and ends with printable ASCII.
        let bytes = Substring(self).utf8
        if let first = bytes.first, let last = bytes.last, (0x21..<0x7F).contains(first), (0x21..<0x7F).contains(last) {
            return String(self)
        }
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }

    /// With every run of white space as one space, and none at the ends.
    var collapsed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    /// Its first characters, as many as hold at most `limit` code points together. Limits count code points because
    /// what a reader sees as one character may hold any number of them.
    func cut(to limit: Int) -> SubSequence {
        guard utf8.count > limit else { return self[startIndex..<endIndex] }
        var room = limit
        return prefix { character in
            room -= character.unicodeScalars.count
            return room >= 0
        }
    }
}
