import Contracts
import Foundation
import Testing

@testable import Notifications

/// Writes what we would send for `Tests/conformance`, which has it read by the providers' own programs. Runs where
/// `TEST_CONFORMANCE_SAMPLES` names a folder.
@Suite("Samples for other implementations", .enabled(if: SampleFolder.path != nil))
struct ConformanceSamples {
    private static let locales = ["ru", "en", "it"]
    private static let account = "https://campanello.example/?a=1&b=2"

    /// A text, and what we count for it.
    private struct Text: Encodable {
        let html: String
        /// In Unicode code points, after parsing; nil where only the limit is known.
        let length: Int?
        let limit: Int
        /// Every text button with its data, and addresses.
        var urls: [String] = []
        var callbacks: [String] = []
    }

    @Test("Telegram's texts: notifications whole and shortened, answers, titles that nobody should write")
    func telegram() throws {
        let format = Sample.telegram
        var texts: [Text] = []
        for event in Self.events(.telegram) {
            for withPicture in [true, false] {
                let message = NotificationText(accountURL: Self.account)
                    .message(for: event, in: format, withPicture: withPicture)
                var text = Text(
                    html: message.text, length: nil,
                    limit: message.picture == nil ? format.textLimit : format.captionLimit ?? 0)
                for case .open(let url) in message.buttons.joined().map(\.action) { text.urls.append(url) }
                for case .callback(let data) in message.buttons.joined().map(\.action) {
                    text.callbacks.append(data.text)
                }
                texts.append(text)
            }
            for shortening in [Shortening.steps[1], Shortening.steps[4], Shortening.lastSteps[0]] {
                for shown in Set([1, min(3, event.listings.count)]) {
                    let body = NotificationBody(
                        event: event, phrases: Phrases.of(event.locale), shown: shown, shortening: shortening,
                        accountURL: Self.account
                    ).text(in: format)
                    // Longer ones are never sent, and Telegram's parser need not take them.
                    guard body.length <= format.textLimit else { continue }
                    texts.append(Text(html: body.text, length: body.length, limit: format.textLimit))
                }
            }
        }
        for message in Self.answers(format) {
            texts.append(Text(html: message.text, length: nil, limit: format.textLimit))
        }
        #expect(texts.count > 400)
        try SampleFolder.write(texts, to: "telegram.ndjson")
    }

    /// A request of ours, and what it says.
    private struct TwilioRequest: Encodable {
        let to: String
        let from: String
        let account: String
        let token: String
        let callback: String
        var body: String?
        var media: String?
        var contentSid: String?
        var variables: [String]?
        let url: String
        let authorization: String
        let contentType: String
        let form: String
    }

    @Test("Twilio's requests: texts, pictures with captions, templates")
    func twilio() throws {
        let (sid, token, to, from) = ("ACsandbox", "test-token+/=", "+390212345678", "+14155238886")
        let callback = "https://campanello.example/webhooks/whatsapp"
        let named = TwilioProvider.Account(url: "https://api.twilio.com", sid: sid, token: { token })
        let account = try #require(named)
        let provider = TwilioProvider(account: account, sender: from, statusCallback: callback)
        let template = try #require(
            TemplateName("HX" + String(repeating: "0", count: 32), for: .twilio, locale: "ru"))
        var requests: [TwilioRequest] = []
        for event in Self.events(.whatsapp) {
            let texts = NotificationText(accountURL: Self.account)
            for message in [
                texts.message(for: event, in: provider.format), texts.template(for: event, name: template),
            ] {
                let delivery = UUID.v7()
                let request = provider.request(for: message, to: to, deliveryID: delivery)
                let headers = Dictionary(request.headers.map { ($0.name.lowercased(), $0.value) }) { $1 }
                requests.append(
                    TwilioRequest(
                        to: to, from: from, account: sid, token: token,
                        callback: "\(callback)?delivery=\(delivery.uuidString.lowercased())",
                        body: message.template == nil ? message.text : nil, media: message.picture,
                        contentSid: message.template == nil ? nil : "HX" + String(repeating: "0", count: 32),
                        variables: message.template?.parameters, url: request.url,
                        authorization: headers["authorization"] ?? "", contentType: headers["content-type"] ?? "",
                        form: String(decoding: request.body ?? [], as: UTF8.self)))
            }
        }
        #expect(requests.contains { $0.media != nil } && requests.contains { $0.variables != nil })
        try SampleFolder.write(requests, to: "twilio.ndjson")
    }

    /// Ordinary notifications and those of wild words, in every language, with one listing and with many.
    private static func events(_ channel: Channel) -> [NewListingsForFilter] {
        var events: [NewListingsForFilter] = []
        for (index, locale) in locales.enumerated() {
            for title in nasty {
                var event = Sample.event(
                    [Sample.listing { $0.title = title }], channel: channel, locale: locale, filter: title)
                event.listings[0].facts.images = ["https://homes.example/1.jpg?a=1&b=<2>"]
                event.listings[0].previousPrice = 2_000
                events.append(event)
            }
            for seed in 0..<8 {
                var random = SeededGenerator(seed: UInt64(index * 100 + seed))
                var event = TextFuzz.event(&random)
                event.locale = locale
                event.channel = channel
                event.kind = seed.isMultiple(of: 3) ? .priceDrop : .newListings
                events.append(event)
            }
        }
        return events
    }

    private static let nasty = [
        "Bilocale luminoso", "<b>Bold</b> & <script>alert(1)</script>", "a < b > c &amp; &lt; &nbsp; &#60;",
        "]]> <a href=\"javascript:alert(1)\">x</a>", "👨‍👩‍👧‍👦 🇮🇹 🏳️‍🌈 👍🏽 é e\u{301}", "\u{202E}gnp.exe\u{202C} \u{200B}zero",
        String(repeating: "😀", count: 600), String(repeating: "&", count: 5_000), "Ё\"ж'»—…",
        "*_~`[x](https://a.example)`~_*", "\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F} flag",
    ]

    private static func answers(_ format: MessageFormat) -> [OutgoingMessage] {
        let texts = DirectText(appName: "Casa & <Co>")
        return locales.flatMap { locale in
            DirectTextKey.allCases.flatMap { key in
                nasty.compactMap { words in
                    texts.message(
                        key: key.rawValue, parameters: ["filter": words, "code": "123456", "text": words],
                        locale: locale, in: format)
                }
            }
        }
    }
}

/// Where samples go: one JSON object a line.
enum SampleFolder {
    static let path = ProcessInfo.processInfo.environment["TEST_CONFORMANCE_SAMPLES"]

    static func write(_ samples: [some Encodable], to name: String) throws {
        guard let path else { return }
        let folder = URL(fileURLWithPath: path, isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let lines = try samples.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
        try (lines.joined(separator: "\n") + "\n").write(
            to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
}
