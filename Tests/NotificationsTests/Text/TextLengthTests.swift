import Contracts
import Foundation
import Notifications
import Testing

@Suite("A text's length")
struct TextLengthTests {
    /// Words that people and portals write, and worse.
    private static let alphabet: [Character] =
        Array(
            "abc def ЖЩ *_~`<>&\"'\n\t.,:;!?€²0123456789") + ["👨‍👩‍👧", "😀", "🇮🇹", "e\u{301}", "\u{202E}", "\u{200B}", "ﷺ"]

    private static func words(_ length: Int, _ random: inout some RandomNumberGenerator) -> String {
        String((0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
    }

    private static func fuzzed(_ random: inout some RandomNumberGenerator) -> NewListingsForFilter {
        let lengths = [0, 1, 20, 120, 900, 5_000]
        func some() -> String { words(lengths.randomElement(using: &random) ?? 1, &random) }
        let count = Int.random(in: 1...10, using: &random)
        let listings = (1...count).map { id -> AnnouncedListing in
            var listing = Sample.listing(Int64(id)) {
                $0.title = some()
                $0.address = Bool.random(using: &random) ? some() : nil
                $0.city = some()
                $0.source = some()
                $0.floor = some()
                $0.price = [nil, -1, .nan, .infinity, 1e300, 0.001, 1234.56].randomElement(using: &random) ?? nil
                $0.area = [nil, 85.25, .nan, 1e18].randomElement(using: &random) ?? nil
                $0.url = "https://a.example/" + String(repeating: "x", count: Int.random(in: 0...2_000, using: &random))
                $0.images = Bool.random(using: &random) ? ["https://a.example/1.jpg"] : []
            }
            listing.filters = [.init(id: 9, name: some())]
            listing.alsoAt = Bool.random(using: &random) ? [.init(source: some(), url: listing.url)] : []
            return listing
        }
        return Sample.event(listings, total: count + (Bool.random(using: &random) ? 90 : 0), filter: some())
    }

    /// What Telegram counts: the text without its tags, its entities as one each.
    private static func visible(_ html: String) -> String {
        var text = ""
        var isTag = false
        for scalar in html.unicodeScalars {
            if scalar == "<" { isTag = true }
            if !isTag { text.unicodeScalars.append(scalar) }
            if scalar == ">" { isTag = false }
        }
        return [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")].reduce(text) {
            $0.replacing($1.0, with: $1.1)
        }
    }

    @Test("never exceeds the provider's limit, whatever is written", arguments: 0..<24)
    func keepsToLimits(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let event = Self.fuzzed(&random)
        let account = Bool.random(using: &random) ? "https://campanello.example/" : nil
        for format in [Sample.whatsApp, Sample.twilio, Sample.telegram] {
            let message = NotificationText(accountURL: account).message(for: event, in: format)
            let shown = format.unit == .scalars ? Self.visible(message.text) : message.text
            let limit = message.picture == nil ? format.textLimit : format.captionLimit ?? 0
            #expect(format.unit.count(shown) <= limit)
            #expect(!message.text.isEmpty)
            for scalar in message.text.unicodeScalars {
                #expect(!(0x202A...0x202E).contains(scalar.value) && scalar.value != 0x200B)
            }
        }
    }

    @Test("never costs part of a link", arguments: 0..<12)
    func linksAreWhole(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let event = Self.fuzzed(&random)
        let known = Set(event.listings.map(\.facts.url) + [event.moreURL])
        for format in [Sample.whatsApp, Sample.twilio] {
            let text = NotificationText(accountURL: nil).message(for: event, in: format).text
            for match in text.matches(of: /https:\/\/\S+/) { #expect(known.contains(String(match.output))) }
        }
    }

    @Test("is kept by shortening titles before showing fewer listings")
    func titlesFirst() {
        let long = String(repeating: "очень длинный заголовок ", count: 40)
        let event = Sample.event((1...3).map { id in Sample.listing(id) { $0.title = long } })
        let text = Sample.text(event, Sample.twilio)
        #expect(text.contains("*3. "))
        #expect(text.contains("…*"))
        #expect(!text.contains("и ещё"))
        let links = (1...3).map { id in
            Sample.listing(id) { $0.url = "https://a.example/" + String(repeating: "x", count: 700) }
        }
        let fewer = Sample.text(Sample.event(links), Sample.twilio)
        #expect(fewer.contains("…и ещё 2") || fewer.contains("…и ещё 1"))
    }

    @Test("of a title of 5,000 characters is that of a shortened one, cut between characters")
    func longTitle() {
        let family = String(repeating: "👨‍👩‍👧", count: 1_000)
        let text = Sample.text(Sample.event([Sample.listing { $0.title = family }]), Sample.whatsApp)
        #expect(text.utf16.count <= 4_096)
        #expect(text.contains("👨‍👩‍👧…*"))
        #expect(LengthUnit.scalars.shortened("👨‍👩‍👧👨‍👩‍👧", to: 6) == "👨‍👩‍👧…")
        #expect(LengthUnit.utf16.shortened("abc", to: 3) == "abc")
    }
}

/// A generator whose draws a seed repeats (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
