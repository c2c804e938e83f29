/// The portals that listings come from, each under one name.
package enum Source {
    /// The canonical name of a source: `immobiliare` for `immobiliare.it`, `casa` for `casa_it`. A portal that is
    /// not known keeps its own name, folded, without its country's domain. Nil if nothing of it can be a name.
    package static func canonical(_ name: String) -> String? {
        // As most scrapers write it.
        if let known = aliases[name] { return known }
        let folded = TextFold.fold(name).trimmed
        let host = folded.hasPrefix("www.") ? String(folded.dropFirst(4)) : folded
        let key = TextFold.key(host)
        if let known = aliases[key] { return known }
        let stem = suffixes.first(where: host.hasSuffix).map { String(host.dropLast($0.count)) } ?? host
        let allowed = stem.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
                || byte == 0x2E
        }
        guard allowed, stem.utf8.contains(where: { $0 >= 0x61 && $0 <= 0x7A }), stem.utf8.count <= maximumLength
        else { return nil }
        return stem
    }

    /// The portal's name as its readers know it, in capitals.
    package static func displayName(_ canonical: String) -> String {
        canonical == "casa" ? "CASA.IT" : canonical.uppercased()
    }

    /// The longest name, in bytes.
    package static let maximumLength = 50

    private static let suffixes = [".it", ".com", "_it"]

    private static let aliases = [
        "idealista": "idealista", "idealistait": "idealista", "idealistacom": "idealista",
        "immobiliare": "immobiliare", "immobiliareit": "immobiliare",
        "subito": "subito", "subitoit": "subito",
        "casa": "casa", "casait": "casa",
    ]
}
