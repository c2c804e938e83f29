import Contracts
import Foundation
import Notifications
import Testing

@Suite("A text's length")
struct TextLengthTests {
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

    @Test("never exceeds the provider's limit, whatever is written", .serialized, arguments: 0..<24)
    func keepsToLimits(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let event = TextFuzz.event(&random)
        let account = Bool.random(using: &random) ? "https://campanello.example/" : nil
        for format in [Sample.whatsApp, Sample.twilio, Sample.telegram, ProviderBench.meta.format] {
            let message = NotificationText(accountURL: account).message(for: event, in: format)
            let shown = format.unit == .scalars ? Self.visible(message.text) : message.text
            let limit = message.picture == nil ? format.textLimit : format.captionLimit ?? 0
            #expect(format.unit.count(shown) <= limit)
            #expect(!message.text.isEmpty)
            let isClean = message.text.unicodeScalars.allSatisfy {
                !(0x202A...0x202E).contains($0.value) && $0.value != 0x200B
            }
            #expect(isClean)
        }
    }

    @Test("leaves Telegram's HTML well-formed, with whole links", .serialized, arguments: 0..<24)
    func wellFormed(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let event = TextFuzz.event(&random)
        let known = Set(event.listings.map(\.facts.url) + [event.moreURL])
        let text = Sample.text(event, Sample.telegram, account: "https://campanello.example/")
        var open: [String] = []
        for match in text.matches(of: /<(\/?)([a-z]+)(?: href="([^"<>]*)")?>/) {
            if match.output.1.isEmpty {
                open.append(String(match.output.2))
                guard let href = match.output.3 else { continue }
                let link = String(href).replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
                #expect(known.contains(link) || link == "https://campanello.example/")
            } else {
                #expect(open.popLast() == String(match.output.2))
            }
        }
        #expect(open.isEmpty)
        let rest = text.replacing(/<\/?[a-z]+(?: href="[^"<>]*")?>/, with: "").replacing(/&(lt|gt|amp|quot);/, with: "")
        #expect(rest.unicodeScalars.allSatisfy { $0 != "<" && $0 != ">" && $0 != "&" })
    }

    @Test("never costs part of a link", .serialized, arguments: 0..<12)
    func linksAreWhole(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let event = TextFuzz.event(&random)
        let known = Set(event.listings.map(\.facts.url) + [event.moreURL])
        for format in [Sample.whatsApp, Sample.twilio, ProviderBench.meta.format] {
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
