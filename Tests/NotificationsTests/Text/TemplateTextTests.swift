import Contracts
import Foundation
import Notifications
import Testing

@Suite("A notification as a template")
struct TemplateTextTests {
    private static func parameters(_ event: NewListingsForFilter, account: String? = nil) throws -> [String] {
        let name = TemplateName.named("new_listings", language: event.locale)
        let message = NotificationText(accountURL: account).template(for: event, name: name)
        #expect(message.text.isEmpty && message.picture == nil && message.buttons.isEmpty)
        let template = try #require(message.template)
        #expect(template.name == name && template.locale == event.locale)
        return template.parameters
    }

    @Test(
        "says the filter, the count, the best listing and the link, in the person's language",
        arguments: [
            ("ru", "3 объявления", "1800€ • 3 комн. • 85 м²"), ("en", "3 listings", "1800€ • 3 rooms • 85 m²"),
            ("it", "3 annunci", "1800€ • 3 locali • 85 m²"),
        ])
    func languages(_ locale: String, _ count: String, _ facts: String) throws {
        let event = Sample.event([Sample.listing(), Sample.listing(2)], total: 3, locale: locale)
        let perMonth = ["ru": "/мес", "en": "/month", "it": "/mese"][locale] ?? ""
        let best = "Прекрасная квартира в историческом центре • \(facts.replacing("€", with: "€\(perMonth)"))"
        #expect(
            try Self.parameters(event) == [
                "Квартира в центре Рима", count, "\(best) • Via del Corso, 123, Roma",
                "https://campanello.example/n/abc",
            ])
    }

    @Test("has values that every provider takes, whatever is written", .serialized, arguments: 0..<24)
    func values(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let event = TextFuzz.event(&random)
        let parameters = try Self.parameters(event)
        #expect(parameters.count == 4)
        #expect(parameters.reduce(0) { $0 + $1.utf16.count } <= 824)
        for value in parameters {
            #expect(!value.isEmpty)
            #expect(!value.contains { $0.isNewline || $0 == "\t" } && !value.contains("  "))
        }
        #expect(parameters[3] == event.moreURL)
    }

    @Test("takes newlines, tabs, runs of spaces and markup out of people's words")
    func cleaning() throws {
        let listing = Sample.listing { $0.title = "a\n\tb      c *d*\u{202E}" }
        let parameters = try Self.parameters(Sample.event([listing], filter: "x\ny"))
        #expect(parameters[0] == "x y")
        #expect(parameters[2].hasPrefix("a b c *\u{2060}d*\u{2060} • "))
    }

    @Test("has a value where there is nothing to say")
    func nothing() throws {
        let bare = Sample.listing {
            $0.title = ""
            $0.price = nil
            $0.rooms = nil
            $0.area = nil
            $0.address = nil
            $0.city = ""
        }
        var event = Sample.event([bare], filter: "\u{200B}")
        event.moreURL = "javascript:alert(1)"
        #expect(try Self.parameters(event) == ["Roma", "1 объявление", "…", "…"])
        #expect(try Self.parameters(event, account: "https://a.example/")[3] == "https://a.example/")
        #expect(try Self.parameters(Sample.event([], total: 2))[1...2] == ["2 объявления", "…"])
    }
}
