import Contracts
import Foundation
import Testing

@Suite struct ContractCodingTests {
    @Test("what is encoded decodes to the same message", arguments: Samples.all.indices)
    func roundTrip(index: Int) throws {
        let message = Samples.all[index]
        let decoded = try ContractDecoder.decode(
            type: message.messageType.rawValue, body: try ContractEncoder.encode(message))
        #expect(try ContractEncoder.text(decoded.contract) == ContractEncoder.text(message))
        #expect(decoded.contract.id == message.id)
        #expect(decoded.contract.messageType == message.messageType)
    }

    @Test("the documented example decodes field by field")
    func documentedExample() throws {
        let body = try Repository.bytes("docs/contracts/examples/new-listings-for-filter.v1.json")
        guard
            case .newListingsForFilter(let message) = try ContractDecoder.decode(
                type: "new-listings-for-filter.v1", body: body)
        else { return #expect(Bool(false), "another type came out") }
        #expect(message.id.text == "0198c0de-7f7a-7cc3-9b6e-2f1d0c8e4a11")
        #expect(message.occurredAt == Date(timeIntervalSince1970: 1_795_169_700))
        #expect(message.kind == .newListings)
        #expect(message.channel == .whatsapp)
        #expect(message.filter == .init(id: 7, name: "Квартира в центре Рима", city: "Roma"))
        #expect(message.total == 3)
        let listing = try #require(message.listings.first)
        #expect(listing.externalID == "3456")
        #expect(listing.price == 1800)
        #expect(listing.petsAllowed == nil)
        #expect(listing.previousPrice == nil)
        #expect(listing.alsoAt == [.init(source: "immobiliare", url: "https://www.immobiliare.it/annunci/9876/")])
    }

    @Test("missing optionals are written as null, times in UTC with Z, ids in lower case")
    func explicitNulls() throws {
        let text = try ContractEncoder.text(Samples.bareNotification)
        for name in ["price", "previous_price", "pets_allowed", "district", "latitude", "published_at", "city"] {
            #expect(text.contains("\"\(name)\":null"), "\(name) must be null")
        }
        #expect(text.contains(#""occurred_at":"2026-11-20T10:15:00Z""#))
        #expect(text.contains("\"id\":\"\(Samples.bareNotification.id.uuidString.lowercased())\""))
        #expect(text.contains(#""more_url":"https://campanello.example/n/abc""#))
    }

    @Test("unknown fields are ignored and missing optionals are nil")
    func tolerance() throws {
        let body = #"""
            {"id":"0198c0de-7f7a-7cc3-9b6e-2f1d0c8e4a11","occurred_at":"2026-11-20T11:15:00.250+01:00","new":{"a":[1]},
             "kind":"new_listings","user_id":42,"channel":"whatsapp","locale":"ru","expires_at":"2026-11-21T10:15:00Z",
             "filter":{"id":7,"name":"x"},"total":1,"more_url":"https://campanello.example/n/a",
             "listings":[{"id":1,"source":"casa","external_id":"9","url":"https://www.casa.it/9","title":"t","city":"Roma"}]}
            """#
        guard
            case .newListingsForFilter(let message) = try ContractDecoder.decode(
                type: "new-listings-for-filter.v1", body: Array(body.utf8))
        else { return #expect(Bool(false), "another type came out") }
        #expect(abs(message.occurredAt.timeIntervalSince1970 - 1_795_169_700.25) < 0.001)
        #expect(message.filter.city == nil)
        #expect(message.listings[0].price == nil)
        #expect(message.listings[0].priceCurrency == "EUR")
        #expect(message.listings[0].filters.isEmpty)
    }

    @Test(
        "an unknown type or major version is unsupported",
        arguments: [
            "new-listings-for-filter.v2", "new-listings-for-filter", "something-else.v1", "",
        ])
    func unsupported(type: String) throws {
        let error = #expect(throws: ContractError.unsupportedVersion(type: type)) {
            try ContractDecoder.decode(type: type, body: Array("{}".utf8))
        }
        #expect(error?.reason == "unsupported-version")
    }

    @Test(
        "a broken body is named by path and fault",
        arguments: [
            (#""total":1"#, #""total":"one""#, "total: must be a whole number"),
            (#""user_id":42"#, #""user_id":1e99"#, "user_id: is not a whole number"),
            (#""kind":"price_drop""#, #""kind":"gossip""#, "kind: is not one of new_listings, price_drop"),
            (#""channel":"telegram""#, #""channel":null"#, "channel: is null, must be a string"),
            (#""title":"Roma""#, #""title":7"#, "listings[0].title: must be a string"),
            (#""url":"https://www.casa.it/x""#, #""u":"""#, "listings[0].url: is missing"),
            (#""price":null"#, #""price":"1800""#, "listings[0].price: must be a number"),
            (
                #""occurred_at":"2026-11-20T10:15:00Z""#, #""occurred_at":"yesterday""#,
                "occurred_at: is not a time like 2026-11-20T10:15:00Z"
            ),
            (#""user_id":42"#, #""user_id":42.5"#, "user_id: is not a whole number"),
        ])
    func namedFault(good: String, bad: String, expected: String) throws {
        let text = try ContractEncoder.text(Samples.bareNotification)
        #expect(text.contains(good))
        let body = Array(text.replacing(good, with: bad).utf8)
        let error = #expect(throws: ContractError.self) {
            try ContractDecoder.decode(type: "new-listings-for-filter.v1", body: body)
        }
        #expect("\(try #require(error))".hasPrefix(expected), "\(String(describing: error))")
        #expect(error?.reason == "undecodable")
    }

    @Test("what is no JSON says so", arguments: ["", "{", "\u{0}", "[1,2", "\"text\"", "null"])
    func noJSON(body: String) {
        #expect(throws: ContractError.self) {
            try ContractDecoder.decode(type: "direct-message.v1", body: Array(body.utf8))
        }
    }

    @Test("a listing event whose change contradicts its type is refused")
    func contradiction() throws {
        let body = try ContractEncoder.encode(Samples.listingEvent(.removed))
        #expect(throws: ContractError.self) {
            try ContractDecoder.decode(type: "listing-ingested.v1", body: body)
        }
    }

    @Test("no message can hold an address, an e-mail or a token")
    func nobodysAddress() throws {
        let forbidden = ["phone", "address_to", "chat", "email", "token", "code\"", "password", "recipient"]
        for message in Samples.all {
            let text = try ContractEncoder.text(message).replacing("\"error_code\"", with: "")
            for word in forbidden { #expect(!text.contains(word), "\(message.messageType): \(word)") }
        }
    }
}

@Suite struct ContractWritingTests {
    @Test(
        "any text survives being written",
        arguments: [
            "plain", "\"quoted\" \\ back", "line\nbreak\ttab\r", "\u{0}\u{1}\u{1F}\u{7F}", "Ёлка 🏠 \u{2028}", "",
            "</script>",
        ])
    func texts(text: String) throws {
        var facts = Samples.bareFacts
        facts.title = text
        facts.images = [text, text]
        let message = Samples.notification([AnnouncedListing(facts: facts)], city: text)
        let decoded = try ContractDecoder.decode(
            type: message.messageType.rawValue, body: try ContractEncoder.encode(message))
        #expect(decoded == .newListingsForFilter(message))
    }

    @Test(
        "any finite number survives being written",
        arguments: [
            0, -0.5, 85.5, 1800, 1e15, 1e16, 1e300, 2.5e-308, 0.1, -180, 12.4801234567,
        ])
    func numbers(number: Double) throws {
        var facts = Samples.bareFacts
        facts.price = number
        let message = Samples.notification([AnnouncedListing(facts: facts, previousPrice: number)])
        let decoded = try ContractDecoder.decode(
            type: message.messageType.rawValue, body: try ContractEncoder.encode(message))
        #expect(decoded == .newListingsForFilter(message))
    }

    @Test("a number that JSON cannot carry is refused", arguments: [Double.nan, .infinity, -.infinity])
    func notFinite(number: Double) {
        var facts = Samples.bareFacts
        facts.price = number
        let message = Samples.notification([AnnouncedListing(facts: facts)])
        #expect(throws: ContractEncoder.UnwritableNumber()) { try ContractEncoder.encode(message) }
    }

    @Test("fields come in the documented order, whole numbers without a fraction")
    func order() throws {
        let text = try ContractEncoder.text(Samples.fullNotification)
        #expect(text.hasPrefix(#"{"id":"01"#))
        let names = [
            "\"occurred_at\"", "\"kind\"", "\"user_id\":42,", "\"channel\"", "\"filter\":{\"id\":7,", "\"total\":1,",
            "\"listings\":[{\"id\":1001,", "\"price\":1800,", "\"area\":85.5,",
            "\"images\":[\"https://img.example/1.jpg\"],",
            "\"previous_price\":2000,", "\"also_at\":[{\"source\":\"casa\"",
        ]
        let places = names.map { text.range(of: $0)?.lowerBound }
        #expect(!places.contains(nil))
        #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
    }
}
