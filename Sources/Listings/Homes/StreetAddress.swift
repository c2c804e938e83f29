/// An address as portals write it, brought to its street and house number so that spellings can be compared:
/// `Via del Corso, 123, Roma`, `via del corso 123` and `V. del Corso n. 123` are one.
package struct StreetAddress: Sendable, Equatable {
    /// `via`, `corso`, `piazza`…; nil where the address does not begin with one that is known.
    package let kind: String?
    /// The street's name, folded, word by word; never empty.
    package let name: [String]
    /// `12`, `12a`, `12bis`; nil where none is stated.
    package let number: String?

    /// Nil for text without a street's name.
    package init?(_ text: String) {
        let parts = text.split(separator: ",").map { Self.words(String($0)) }.filter { !$0.isEmpty }
        // The part that says it is a street, else the first: what follows may be the district and the city.
        guard let index = parts.firstIndex(where: { Self.kinds.contains($0[0]) }) ?? parts.indices.first else {
            return nil
        }
        var words = parts[index]
        kind = Self.kinds.contains(words[0]) ? words.removeFirst() : nil
        let end = Self.numberIndex(words)
        name = Array(words[..<(end ?? words.endIndex)])
        guard !name.isEmpty else { return nil }
        if let end {
            number = Self.number(words[end...])
        } else {
            let next = index + 1 < parts.endIndex ? parts[index + 1] : []
            number = next.first.map(Self.beginsWithDigit) == true ? Self.number(next[...]) : nil
        }
    }

    /// Whether both are the same street: an initial stands for a word that begins with it. Nil where the one may be
    /// the other's short form, as via Colonna and via Marcantonio Colonna, which are two streets in Rome.
    package func isSameStreet(as other: StreetAddress) -> Bool? {
        if let kind, let otherKind = other.kind, kind != otherKind { return false }
        if name == other.name { return true }
        if name.count == other.name.count {
            let pairs = zip(name, other.name)
            let agrees = pairs.allSatisfy { $0 == $1 || Self.isInitial($0, of: $1) || Self.isInitial($1, of: $0) }
            return agrees && pairs.contains { $0 == $1 && $0.utf8.count > 2 }
        }
        let (short, long) = name.count < other.name.count ? (name, other.name) : (other.name, name)
        return long.suffix(short.count).elementsEqual(short) ? nil : false
    }

    private static func isInitial(_ letter: String, of word: String) -> Bool {
        letter.unicodeScalars.count == 1 && word.hasPrefix(letter)
    }

    // MARK: Reading

    /// Folded words; abbreviations of the kind of street written out, `n.` and `snc` left out.
    private static func words(_ text: String) -> [String] {
        var words = TextFold.words(text)
        if words.count > 1, let kind = abbreviations[words[0] + words[1]], words[0].utf8.count == 1 {
            words.replaceSubrange(0...1, with: [kind])
        } else if let first = words.first, words.count > 1, let kind = abbreviations[first] {
            words[0] = kind
        }
        return words.enumerated().filter { position, word in
            position == 0 || !(fillers.contains(word) && followsName(words, position))
        }.map(\.element)
    }

    /// `n` and `civico` are left out only before a number, `snc` anywhere.
    private static func followsName(_ words: [String], _ position: Int) -> Bool {
        words[position] == "snc" || (position + 1 < words.count && beginsWithDigit(words[position + 1]))
    }

    /// Where the house number begins: a number that is not the day of a street's date (via 20 Settembre).
    private static func numberIndex(_ words: [String]) -> Int? {
        words.indices.first { index in
            guard beginsWithDigit(words[index]) else { return false }
            return index + 1 == words.endIndex || !months.contains(words[index + 1])
        }
    }

    private static func number(_ words: ArraySlice<String>) -> String? {
        guard let first = words.first else { return nil }
        let suffix = words.dropFirst().first ?? ""
        let isSuffix = suffix.utf8.count == 1 && !beginsWithDigit(suffix) || ["bis", "ter"].contains(suffix)
        return isSuffix ? first + suffix : first
    }

    private static func beginsWithDigit(_ word: String) -> Bool {
        word.utf8.first.map { (0x30...0x39).contains($0) } ?? false
    }

    private static let kinds: Set<String> = [
        "via", "viale", "corso", "piazza", "piazzale", "piazzetta", "largo", "vicolo", "strada", "lungotevere",
        "lungarno", "salita", "calle", "galleria", "contrada", "localita", "traversa", "vico", "borgo", "rione",
    ]

    private static let abbreviations = [
        "v": "via", "vle": "viale", "cso": "corso", "pza": "piazza", "pzza": "piazza", "pz": "piazza",
        "ple": "piazzale", "pzle": "piazzale", "lgo": "largo", "vlo": "vicolo", "str": "strada", "loc": "localita",
        "lgt": "lungotevere", "lgtv": "lungotevere", "ctr": "contrada",
    ]

    private static let fillers: Set<String> = ["n", "nr", "num", "numero", "civico", "snc"]

    private static let months: Set<String> = [
        "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
        "novembre", "dicembre",
    ]
}
