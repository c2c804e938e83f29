import Contracts
import Foundation
import Notifications
import Testing

@Suite("A Telegram message")
struct TelegramMessageTests {
    @Test("of one listing is its photo with open, not interested and pause below")
    func single() throws {
        let listing = Sample.listing(11) { $0.images = ["ftp://a.example/0.jpg", "https://a.example/1.jpg"] }
        let message = NotificationText(accountURL: nil).message(for: Sample.event([listing]), in: Sample.telegram)
        #expect(message.picture == "https://a.example/1.jpg")
        #expect(message.text.unicodeScalars.count <= 1_024)
        #expect(message.buttons.count == 3)
        #expect(message.buttons[0] == [MessageButton("🔗 Открыть", .open(url: "https://www.idealista.it/immobile/11/"))])
        #expect(message.buttons[1].first?.action == .callback(.notInterested(listing: 11)))
        #expect(message.buttons[2].first?.action == .callback(.pause(filter: 7)))
    }

    @Test("without a picture, or whose picture could not be fetched, is a text with the listing's preview")
    func withoutPicture() {
        let listing = Sample.listing { $0.images = ["https://a.example/1.jpg"] }
        let text = NotificationText(accountURL: nil)
        let message = text.message(for: Sample.event([listing]), in: Sample.telegram, withPicture: false)
        #expect(message.picture == nil)
        #expect(message.preview == "https://www.idealista.it/immobile/1/")
        #expect(text.message(for: Sample.event([Sample.listing()]), in: Sample.telegram).picture == nil)
    }

    @Test("of several is one text of at most five with numbered buttons")
    func several() {
        let listings = (1...8).map { id in Sample.listing(id) { $0.images = ["https://a.example/1.jpg"] } }
        let message = NotificationText(accountURL: nil).message(for: Sample.event(listings), in: Sample.telegram)
        #expect(message.picture == nil)
        #expect(message.buttons[0].map(\.title) == ["🔗 1", "🔗 2", "🔗 3", "🔗 4", "🔗 5"])
        #expect(message.text.contains("<b>5. ") && !message.text.contains("<b>6. "))
        #expect(message.preview == "https://www.idealista.it/immobile/1/")
    }

    @Test("has no button for a host that Telegram would refuse the message for")
    func hosts() {
        let listing = Sample.listing { $0.url = "http://localhost:8025/x" }
        let message = NotificationText(accountURL: nil).message(for: Sample.event([listing]), in: Sample.telegram)
        #expect(message.buttons.count == 2)
        #expect(message.text.contains("http://localhost:8025/x"))
    }

    @Test("carries data that fits a button and comes back as it was")
    func callbackData() throws {
        for data in [CallbackData.notInterested(listing: .max), .pause(filter: .max)] {
            #expect(data.text.utf8.count <= 64)
            #expect(CallbackData(data.text) == data)
        }
        #expect(CallbackData("hide:-1") == nil)
        #expect(CallbackData("x") == nil)
    }

    @Test("says direct texts with their parameters escaped, in the person's language")
    func direct() throws {
        let text = DirectText(appName: "Campanello")
        let message = try #require(
            text.message(
                key: "filter_paused", parameters: ["filter": "<Roma>"], locale: "ru", in: Sample.telegram))
        #expect(message.text == "⏸ Фильтр «&lt;Roma&gt;» приостановлен.")
        #expect(
            text.message(key: "test", parameters: [:], locale: "it", in: Sample.whatsApp)?.text
                == "✅ Messaggio di prova da Campanello. Le notifiche funzionano.")
        #expect(text.message(key: "no such key", parameters: [:], locale: "ru", in: Sample.whatsApp) == nil)
        for key in DirectTextKey.allCases {
            for locale in ["ru", "en", "it"] {
                let message = text.message(
                    key: key.rawValue, parameters: ["text": "x", "filter": "y"], locale: locale, in: Sample.twilio)
                #expect(message?.text.isEmpty == false && message?.text.contains("{") == false)
            }
        }
    }
}
