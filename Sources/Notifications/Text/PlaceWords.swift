/// Whether a place already names its city.
enum PlaceWords {
    /// Whether `city` stands in `place` as whole words, without regard to case: "Via Roma, Milano" names Milano,
    /// "Via Romagnoli 3" does not name Roma.
    static func contain(_ place: String, _ city: String) -> Bool {
        guard holds(Array(place.lowercased().utf8), Array(city.lowercased().utf8)) else { return false }
        let words = split(place)
        let wanted = split(city)
        guard !wanted.isEmpty, wanted.count <= words.count else { return false }
        // A city named as the street ("Via Roma") is no city: it counts at the end or behind a comma.
        return parts(of: place).dropFirst().contains {
            split($0) == wanted || split($0).suffix(wanted.count) == wanted[...]
        }
            || words == wanted
    }

    /// Most places do not, and are told from the bytes alone.
    private static func holds(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard let first = part.first, part.count <= text.count else { return part.isEmpty }
        return (0...text.count - part.count).contains { start in
            text[start] == first && text[start..<start + part.count].elementsEqual(part)
        }
    }

    private static func parts(of place: String) -> [String] {
        place.split { $0 == "," || $0 == ";" || $0 == "(" || $0 == ")" }.map(String.init)
    }

    private static func split(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
