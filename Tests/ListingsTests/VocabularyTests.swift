import Listings
import Testing

@Suite struct VocabularyTests {
    @Test(
        "portals' words come to the five types",
        arguments: [
            ("appartamento", PropertyType.apartment), ("Bilocale", .apartment), ("TRILOCALE", .apartment),
            ("quadrilocale", .apartment), ("loft", .apartment), ("apartment", .apartment), ("villa", .house),
            ("villetta", .house), ("casa", .house), ("rustico", .house), ("farmhouse", .house), ("townhouse", .house),
            ("building", .house), ("attico", .penthouse), ("attic", .penthouse), ("penthouse", .penthouse),
            ("monolocale", .studio), ("studio", .studio), ("stanza", .room), ("Camera ", .room), ("room", .room),
            ("house", .house),
        ])
    func types(word: String, type: PropertyType) {
        #expect(PropertyType(portalWord: word) == type)
    }

    @Test("an unknown word is no type", arguments: ["", "garage", "ufficio", "all", "apartments", "vill"])
    func unknownTypes(word: String) {
        #expect(PropertyType(portalWord: word) == nil)
    }

    @Test(
        "a source's aliases come to one name",
        arguments: [
            ("immobiliare.it", "immobiliare"), ("Immobiliare", "immobiliare"), ("www.immobiliare.it", "immobiliare"),
            ("casa_it", "casa"), ("casa.it", "casa"), ("CASA", "casa"), ("idealista.it", "idealista"),
            ("idealista.com", "idealista"), ("subito_it", "subito"), (" subito.it ", "subito"), ("bakeca.it", "bakeca"),
            ("wg-gesucht", "wg-gesucht"),
        ])
    func sources(name: String, canonical: String) {
        #expect(Source.canonical(name) == canonical)
        #expect(Source.canonical(canonical) == canonical)
    }

    @Test(
        "what cannot be a portal's name is none",
        arguments: [
            "", " ", "..", "123", "casa; drop", "казa", "a/b",
            String(repeating: "x", count: 51),
        ])
    func noSources(name: String) {
        #expect(Source.canonical(name) == nil)
    }

    @Test(
        "a source is shown as its readers know it",
        arguments: [
            ("idealista", "IDEALISTA"), ("immobiliare", "IMMOBILIARE"), ("subito", "SUBITO"), ("casa", "CASA.IT"),
            ("bakeca", "BAKECA"),
        ])
    func displayNames(canonical: String, shown: String) {
        #expect(Source.displayName(canonical) == shown)
    }

    @Test("words are folded runs of letters and digits")
    func words() {
        #expect(
            TextFold.words("Via D'Annunzio 12/b — PIÙ bello, Ёлка²") == [
                "via", "d", "annunzio", "12", "b", "piu", "bello", "елка²",
            ])
        #expect(TextFold.words(" !? ") == [])
        #expect(TextFold.fold("ÀÉÎ") == "aei")
    }
}
