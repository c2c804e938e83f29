/// The kinds of home that filters know.
package enum PropertyType: String, Sendable, Hashable, CaseIterable, Codable {
    case apartment
    case house
    case room
    case studio
    case penthouse

    /// The type that a portal's word stands for, without regard to case and accents; nil for a word that is not
    /// known, which then counts as not stated.
    package init?(portalWord word: String) {
        guard let type = Self.byWord[TextFold.key(word)] else { return nil }
        self = type
    }

    private static let words: [PropertyType: [String]] = [
        .apartment: [
            "apartment", "appartamento", "flat", "bilocale", "trilocale", "quadrilocale", "pentalocale", "plurilocale",
            "loft", "duplex", "piso", "mansarda", "квартира",
        ],
        .house: [
            "house", "casa", "villa", "villetta", "villino", "rustico", "casale", "cascina", "farmhouse", "townhouse",
            "terratetto", "casa indipendente", "villa a schiera", "villetta a schiera", "villa bifamiliare",
            "villa unifamiliare", "villa plurifamiliare", "building", "palazzo", "palazzo edificio", "дом",
        ],
        .penthouse: ["penthouse", "attico", "attic", "superattico", "пентхаус"],
        .studio: ["studio", "monolocale", "studio apartment", "студия"],
        .room: ["room", "stanza", "camera", "posto letto", "camera singola", "camera doppia", "комната"],
    ]

    private static let byWord: [String: PropertyType] = {
        var byWord: [String: PropertyType] = [:]
        for (type, words) in words {
            for word in words { byWord[TextFold.key(word)] = type }
        }
        return byWord
    }()
}
