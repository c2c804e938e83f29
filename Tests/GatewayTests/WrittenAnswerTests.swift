import Contracts
import Foundation
import Listings
import NIOCore
import Testing

@testable import Gateway
@testable import Persistence

/// What is written and read in one pass must be what the encoder and the decoder make of it.
@Suite struct WrittenAnswerTests {
    private func parsed(_ write: (inout JSONWriter) -> Void) throws -> JSONValue {
        var writer = JSONWriter()
        write(&writer)
        return try JSONValue.parse(writer.bytes)
    }

    private func encoded(_ value: some Encodable) throws -> JSONValue {
        try JSONValue.parse(JSONAnswer.encode(value).readableBytesView)
    }

    private var filled: Listing {
        Listing(
            source: "idealista", externalID: "1", url: "https://listings.invalid/1", title: "A \"title\"\n\u{1}è",
            description: "Two\nlines", price: 1350.5, propertyType: .studio, rooms: 2, bedrooms: 1, bathrooms: 1,
            area: 70, floor: "T", totalFloors: 4, furnished: true, petsAllowed: false, address: "Via Roma, 1",
            city: "Roma", district: "Prati", postalCode: "00192", latitude: 41.9, longitude: 12.5,
            images: ["https://listings.invalid/1.jpg"], advertiser: .agency,
            publishedAt: Date(timeIntervalSince1970: 1_798_761_599))
    }

    private func record(_ listing: Listing) -> ListingRecord {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        return ListingRecord(
            id: 7, homeID: 7, version: 1, listing: listing, firstSeenAt: now, lastSeenAt: now, updatedAt: now,
            removedAt: nil)
    }

    @Test("a listing is written as the encoder writes it, whatever is stated")
    func listings() throws {
        let bare = Listing(
            source: "subito", externalID: "2", url: "https://listings.invalid/2", title: "T", city: "Bari")
        for listing in [filled, bare] {
            let answer = ListingAnswer(record(listing))
            #expect(try parsed { answer.write(to: &$0) } == encoded(answer))
        }
    }

    private func passedOn(_ content: String) throws -> JSONValue? {
        let bytes = Array(content.utf8)
        return try bytes.withUnsafeBufferPointer { bytes in
            guard let stored = StoredContent(bytes) else { return nil }
            return try parsed { writer in
                writer.object {
                    $0.field("id", 7)
                    stored.write(to: &$0)
                    $0.field("is_active", true)
                }
            }
        }
    }

    @Test("a listing's content is passed on as the same answer")
    func passedOn() throws {
        var asWritten = filled
        (asWritten.propertyType, asWritten.propertyTypeAsWritten, asWritten.images) = (nil, "loft", [])
        let bare = Listing(
            source: "subito", externalID: "2", url: "https://listings.invalid/2", title: "T", city: "Bari")
        for listing in [filled, bare, asWritten] {
            var writer = JSONWriter()
            listing.write(to: &writer)
            let content = String(decoding: writer.bytes, as: UTF8.self)
            #expect(try passedOn(content) == encoded(ListingAnswer(record(listing))))
        }
    }

    @Test(
        "a content that is not written as usual is left to the decoder",
        arguments: [
            #""price": 1350.50"#, #""price": 1e3"#, #""price": "3""#, #""price": null"#,
            #""latitude": 41.90278212345678"#,
            #""furnished": 1"#, #""images": "x""#, #""published_at": "2026-11-20T10:15:00.5Z""#, #""floor": 3"#,
        ])
    func unusual(_ field: String) throws {
        let usual =
            #""url": "u", "city": "Roma", "title": "T", "source": "casa", "external_id": "1", "price_currency": "EUR""#
        #expect(try passedOn("{\(usual)}") != nil)
        #expect(try passedOn("{\(usual), \(field)}") == nil)
        #expect(try passedOn("{\(usual.dropFirst(11))}") == nil)
    }

    @Test("a filter is written as the encoder writes it, its area included")
    func filters() throws {
        var conditions = FilterConditions()
        var answers = [FilterAnswer(filter(conditions))]
        conditions.cities = ["Roma", "Milano"]
        conditions.minPrice = 300
        conditions.propertyTypes = [.apartment, .room]
        conditions.includeWords = ["балкон"]
        conditions.areaPolygon = GeoPolygon(
            rings: [
                [(12.1, 41.1), (12.5, 41.1), (12.5, 42), (12.1, 41.1)].map { .init(longitude: $0.0, latitude: $0.1) }
            ])
        answers.append(FilterAnswer(filter(conditions)))
        for answer in answers { #expect(try parsed { answer.write(to: &$0) } == encoded(answer)) }
    }

    private func filter(_ conditions: FilterConditions) -> FilterRecord {
        let now = Date(timeIntervalSince1970: 1_800_000_000.25)
        return FilterRecord(
            id: 3, userID: 4, settings: FilterDraft(name: "Centro", conditions: conditions), conditionsVersion: 1,
            pausedAt: nil, createdAt: now, updatedAt: now)
    }

    @Test(
        "a row is read as the decoder reads it, or left to it",
        arguments: [
            #"{"source":"idealista","external_id":7,"price":"€ 1.350/mese","rooms":3,"furnished":true,"area":70.5}"#,
            #"{"title":"a \"b\" \\ \/ \n\t","images":["x",null,3,true],"floor":null,"zeta":{"a":[1]},"alpha":1}"#,
            #"{"title":"\u00e8","price":1e3}"#, #"{"price":{"amount":3}}"#, #"{"price":1,"price":2}"#,
            #"{"city":"Forlì","price":-0,"rooms":123456789012345678901234567890}"#, "[]", "7", "{}",
        ])
    func rows(_ text: String) throws {
        let bytes = Array(text.utf8)
        let decoded = try JSONDecoder().decode(RawListing.self, from: Data(bytes))
        #expect((RawListing.read(bytes[...]) ?? decoded) == decoded)
    }

    @Test("what is not JSON is never read as a row", arguments: ["", "{", #"{"a":01}"#, "{\"a\":\"\u{1}\"}", "{} x"])
    func noRows(_ text: String) {
        #expect(RawListing.read(Array(text.utf8)[...]) == nil)
    }
}
