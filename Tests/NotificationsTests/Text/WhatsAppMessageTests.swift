import Contracts
import Foundation
import Notifications
import Testing

@Suite("A WhatsApp message")
struct WhatsAppMessageTests {
    private static let format = ProviderBench.meta.format
    private static let picture = "https://a.example/1.jpg"

    private static func message(
        _ listings: [AnnouncedListing], total: Int? = nil, locale: String = "ru", in format: MessageFormat = format,
        withPicture: Bool = true
    ) -> OutgoingMessage {
        NotificationText(accountURL: nil).message(
            for: Sample.event(listings, total: total, locale: locale), in: format, withPicture: withPicture)
    }

    @Test("of one listing is its first picture with not interested and pause")
    func single() {
        let listing = Sample.listing(11) { $0.images = ["javascript:x", Self.picture, "https://a.example/2.jpg"] }
        let message = Self.message([listing])
        #expect(message.picture == Self.picture && message.locale == "ru")
        #expect(
            message.buttons == [
                [
                    MessageButton("Не интересно", .callback(.notInterested(listing: 11))),
                    MessageButton("Приостановить фильтр", .callback(.pause(filter: 7))),
                ]
            ])
        #expect(message.text.contains("🔗 https://www.idealista.it/immobile/11/"))
    }

    @Test("whose picture could not be fetched is a text with the same buttons")
    func withoutPicture() {
        let listing = Sample.listing { $0.images = [Self.picture] }
        let message = Self.message([listing], withPicture: false)
        #expect(message.picture == nil && message.buttons.first?.count == 2)
        #expect(message.preview == "https://www.idealista.it/immobile/1/")
    }

    @Test("of several is a text without buttons or picture")
    func several() {
        let message = Self.message((1...2).map { id in Sample.listing(id) { $0.images = [Self.picture] } })
        #expect(message.picture == nil && message.buttons.isEmpty)
    }

    @Test("has no buttons where the provider has none, or none below a picture")
    func otherProviders() throws {
        let listing = Sample.listing { $0.images = [Self.picture] }
        let twilio = Self.message([listing], in: try ProviderBench.twilio().format)
        #expect(twilio.picture == Self.picture && twilio.buttons.isEmpty)
        let channels = try ProviderBench.birdChannels().format
        #expect(Self.message([listing], in: channels).buttons.isEmpty)
        #expect(Self.message([listing], in: channels, withPicture: false).buttons.first?.count == 2)
    }

    @Test("has buttons whose titles fit in every language")
    func titles() {
        for locale in ["ru", "en", "it"] {
            for button in Self.message([Sample.listing()], locale: locale).buttons.joined() {
                #expect(button.title.utf16.count <= 20 && !button.title.contains("…"))
            }
        }
    }

    @Test("of listings that are all gone but some says where those can be read")
    func nothingLeft() {
        let message = Self.message([], total: 2)
        #expect(message.text.contains("📊 Найдено: 2 объявления"))
        #expect(message.text.contains("…и ещё 2: https://campanello.example/n/abc"))
        #expect(message.buttons.isEmpty && message.picture == nil)
    }

    @Test(
        "goes whole to every provider: nothing that is rendered is refused for its length", .serialized,
        arguments: 0..<12)
    func whole(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var event = TextFuzz.event(&random)
        if seed % 2 == 0 {
            event.listings = Array(event.listings.prefix(1))
            event.total = 1
        }
        for provider in try ProviderBench.all() {
            let message = NotificationText(accountURL: nil).message(for: event, in: provider.format)
            #expect(message.text.utf16.count <= (message.picture == nil ? 4_096 : 1_024))
            let bytes = ProviderBench.request(provider, message).body ?? []
            guard provider.kind != .twilio else { continue }
            let object = try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
            #expect(String(describing: object).isEmpty == false)
            #expect(String(decoding: bytes, as: UTF8.self).contains("hide:") == !message.buttons.isEmpty)
        }
    }

    @Test("a list's rows are cut to what WhatsApp takes, and ten are the most")
    func list() {
        let long = String(repeating: "👨‍👩‍👧", count: 20)
        let rows = (1...12).map { ListMenu.Row(id: "row:\($0)", title: long, description: "a\n\(long)\(long)") }
        let bad = [ListMenu.Row(id: "", title: "x"), ListMenu.Row(id: "y", title: "\u{200B}")]
        let menu = ListMenu(button: long, rows: bad + rows)
        #expect(menu.rows.count == 10 && menu.button.utf16.count <= 20)
        #expect(menu.rows.allSatisfy { $0.title.utf16.count <= 24 && ($0.description ?? "").utf16.count <= 72 })
        #expect(menu.rows[0].title == "👨‍👩‍👧👨‍👩‍👧…")
    }
}
