/// Cities compared as equals, without regard to case, accents, spacing, punctuation and language.
package enum CityName {
    /// What all spellings of a city have in common: `roma` for Roma, ROMA, Rome and Рим. Letters and digits only;
    /// a province in brackets at the end, as in `Monza (MB)`, does not count. Empty if `name` holds no letter.
    package static func key(_ name: String) -> String {
        let key = TextFold.key(withoutProvince(name))
        return keysByName[key] ?? key
    }

    private static func withoutProvince(_ name: String) -> String {
        guard name.utf8.last == UInt8(ascii: ")"), let open = name.lastIndex(of: "("), name.hasSuffix(")") else {
            return name
        }
        let province = name[name.index(after: open)...].dropLast()
        guard province.count == 2, province.allSatisfy(\.isLetter) else { return name }
        return String(name[..<open])
    }

    private static let keysByName: [String: String] = {
        var keys: [String: String] = [:]
        for names in CityName.largest {
            let key = TextFold.key(names[0])
            for name in names.dropFirst() { keys[TextFold.key(name)] = key }
        }
        return keys
    }()
}
