import Foundation
import Listings
import Testing

@Suite struct ListingParserTests {
    private let now = Date(timeIntervalSince1970: 1_795_169_700)

    private func parse(_ json: String) throws -> ParsedListing {
        ListingParser(now: now).parse(try JSONDecoder().decode(RawListing.self, from: Data(json.utf8)))
    }

    /// A good row with these fields besides or instead.
    private func row(_ fields: String) -> String {
        let good = [
            ("source", "casa"), ("external_id", "1"), ("url", "https://www.casa.it/1"), ("city", "Roma"),
        ]
        let others = good.filter { !fields.contains("\"\($0.0)\":") }.map { "\"\($0.0)\":\"\($0.1)\"" }
        return "{" + (others + [fields]).filter { !$0.isEmpty }.joined(separator: ",") + "}"
    }

    @Test("a whole row comes out whole")
    func whole() throws {
        let parsed = try parse(
            #"""
            {"source":"Immobiliare.it","external_id":84921044,"url":"HTTPS://www.immobiliare.it/annunci/84921044/",
             "title":"  Monolocale   in centro ","description":"Primo.\n\nSecondo.\u0000","price":830,"price_currency":"EUR",
             "property_type":"Monolocale","rooms":1,"bedrooms":1,"bathrooms":"1","area":"35m²","floor":"Piano Terra",
             "total_floors":"5 piani","furnished":"arredato","pets_allowed":false,"address":"via Botticelli 23",
             "city":"Milano","district":"Città Studi","postal_code":"20133","latitude":"45.4737","longitude":9.2288,
             "images":["https://img.example/1.jpg","https://img.example/1.jpg"],"advertiser":"agenzia",
             "published_at":"2026-11-04T10:16:06.189+0200","is_active":true,"colour":"red","age":3}
            """#)
        #expect(parsed.errors.isEmpty && parsed.warnings.isEmpty, "\(parsed)")
        #expect(parsed.ignoredFields == ["age", "colour"])
        #expect(
            parsed.listing
                == Listing(
                    source: "immobiliare", externalID: "84921044", url: "https://www.immobiliare.it/annunci/84921044/",
                    title: "Monolocale in centro", description: "Primo.\nSecondo.", price: 830, propertyType: .studio,
                    rooms: 1,
                    bedrooms: 1, bathrooms: 1, area: 35, floor: "T", totalFloors: 5, furnished: true,
                    petsAllowed: false,
                    address: "via Botticelli 23", city: "Milano", district: "Città Studi", postalCode: "20133",
                    latitude: 45.4737, longitude: 9.2288, images: ["https://img.example/1.jpg"], advertiser: .agency,
                    publishedAt: Date(timeIntervalSince1970: 1_793_780_166)))
    }

    @Test("what is missing of the required fields is named", arguments: ["source", "external_id", "url", "city"])
    func required(field: String) throws {
        for value in ["null", "\"\"", "\"  \""] {
            var fields = [
                "source": "\"casa\"", "external_id": "\"1\"", "url": "\"https://www.casa.it/1\"",
                "city": "\"Roma\"",
            ]
            fields[field] = value
            let json = "{" + fields.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
            let parsed = try parse(json)
            #expect(parsed.outcome == .refused)
            #expect(parsed.errors.map(\.field) == [field])
            #expect(parsed.errors[0].detail.hasPrefix("is missing, must be"))
        }
    }

    @Test("a row that is no object says so", arguments: ["[]", "1", "null", "\"x\""])
    func noObject(json: String) throws {
        #expect(try parse(json).errors == [FieldError("row", "must be a JSON object")])
    }

    @Test(
        "a wrong field refuses the row by name",
        arguments: [
            ("url", #""url":"ftp://www.casa.it/1""#), ("url", #""url":"javascript:alert(1)""#),
            ("url", #""url":"https://""#), ("url", #""url":"https://user@www.casa.it/""#),
            ("url", #""url":"https://www.casa.it/a b""#), ("url", #""url":7"#), ("source", #""source":"a/b""#),
            ("city", #""city":"123""#), ("city", #""city":[]"#), ("latitude", #""latitude":91,"longitude":9"#),
            ("longitude", #""latitude":45,"longitude":"200""#), ("latitude", #""latitude":"inf","longitude":9"#),
            ("images", #""images":5"#), ("price_currency", #""price_currency":"money""#),
            ("furnished", #""furnished":5"#), ("removed", #""removed":[]"#), ("published_at", #""published_at":{}"#),
        ])
    func wrong(field: String, json: String) throws {
        let parsed = try parse(row(json))
        #expect(parsed.outcome == .refused)
        #expect(parsed.errors.map(\.field) == [field], "\(parsed)")
    }

    @Test(
        "what is doubtful is not stated, with a warning",
        arguments: [
            ("latitude", #""latitude":45.4"#), ("longitude", #""longitude":9"#),
            ("latitude", #""latitude":0,"longitude":0"#),
            ("furnished", #""furnished":"parzialmente""#), ("advertiser", #""advertiser":"boh""#),
            ("published_at", #""published_at":"domani""#), ("published_at", #""published_at":"01/02/2021""#),
            ("published_at", #""published_at":"2031-01-01""#), ("published_at", #""published_at":"2026-13-40""#),
            ("published_at", #""published_at":1795169700"#), ("property_type", #""property_type":"garage""#),
            ("price", #""price":"$ 900","price_currency":"EUR""#),
            ("images[1]", #""images":["https://i.example/1","x"]"#),
        ])
    func doubtful(field: String, json: String) throws {
        let parsed = try parse(row(json))
        #expect(parsed.listing != nil, "\(parsed.errors)")
        #expect(parsed.warnings.map(\.field) == [field], "\(parsed)")
        #expect(parsed.listing?.latitude == nil && parsed.listing?.price == nil && parsed.listing?.publishedAt == nil)
    }

    @Test("an unknown type is kept as written")
    func unknownType() throws {
        let listing = try parse(row(#""property_type":"Garage / Box""#)).listing
        #expect(listing?.propertyType == nil)
        #expect(listing?.propertyTypeAsWritten == "Garage / Box")
    }

    @Test(
        "dates in the portals' ways",
        arguments: [
            ("2026-11-13", 1_794_528_000.0), ("2026-11-13T10:00:00Z", 1_794_564_000),
            ("2026-11-13 10:00:00", 1_794_564_000),
            ("2026-11-13T12:00:00.5+02:00", 1_794_564_000), ("2026-11-13T10:00", 1_794_564_000),
            ("13/11/2026", 1_794_528_000), ("13.11.2026", 1_794_528_000), ("2026-11-13T10:00:00,123 Z", 1_794_564_000),
            ("2026-11-13T10:00:00-0130", 1_794_569_400),
        ])
    func dates(text: String, seconds: Double) throws {
        let parsed = try parse(row(#""published_at":"\#(text)""#))
        #expect(parsed.listing?.publishedAt == Date(timeIntervalSince1970: seconds), "\(parsed)")
    }

    @Test("every day from 1990 on is the calendar's, and no other is a day")
    func days() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for (year, month, day) in (1990...2026).flatMap({ year in
            (0...13).flatMap { month in [0, 1, 15, 28, 29, 30, 31, 32].map { (year, month, $0) } }
        }) {
            let parts = DateComponents(year: year, month: month, day: day)
            let expected = parts.isValidDate(in: calendar) ? calendar.date(from: parts) : nil
            let text = "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
            let raw = RawListing(fields: [
                .source: .text("casa"), .externalID: .text("1"), .url: .text("https://a.example/1"),
                .city: .text("Roma"), .publishedAt: .text(text),
            ])
            let read = ListingParser(now: now).parse(raw).listing?.publishedAt
            #expect(read == expected.flatMap { $0 <= now.addingTimeInterval(2 * 86_400) ? $0 : nil }, "\(text)")
        }
    }

    @Test("an address that is read at a glance is read the same with blanks around it, which takes the long way")
    func addresses() throws {
        let pieces = [
            "https://", "http://", "HTTP://", "www.a.example", "A.example", ":80", "/", "?q=1", "#x", "é", "|", "-",
            ".", "a b",
        ]
        for _ in 0..<5_000 {
            let text = (0..<Int.random(in: 1...6)).map { _ in pieces.randomElement() ?? "" }.joined()
            func read(_ url: String) -> (String?, [String]) {
                let parsed = ListingParser(now: now).parse(
                    RawListing(fields: [
                        .source: .text("casa"), .externalID: .text("1"), .url: .text(url), .city: .text("Roma"),
                    ]))
                return (parsed.listing?.url, parsed.errors.map(\.detail))
            }
            #expect(read(text) == read(" \(text)\n"), "\(text)")
        }
    }

    @Test("every field has a place of its own and is found by its name")
    func fields() {
        var fields = RawFields()
        for (index, field) in ListingField.allCases.enumerated() { fields[field] = .number(Double(index)) }
        for (index, field) in ListingField.allCases.enumerated() {
            #expect(fields[field] == .number(Double(index)))
            #expect(Array(field.rawValue.utf8).withUnsafeBufferPointer { ListingField(name: $0) } == field)
        }
        for name in ["", "sourc", "sources", "a_name_longer_than_that_of_any_field"] {
            #expect(Array(name.utf8).withUnsafeBufferPointer { ListingField(name: $0) } == nil)
        }
    }

    @Test(
        "what is nearly a date is none",
        arguments: [
            "2026-11-13T", "2026-11-13T10", "2026-11-13T10:00:", "2026-11-13T10:00:00.", "2026-11-13T10:00:00+2",
            "2026-11-13T10:00:00Zulu", "2026-11-31", "2026-11-13T25:00", "13/11/26", "1/13/2026", "20261113",
            "２０２６-11-13", "13//2026",
        ])
    func noDates(text: String) throws {
        let parsed = try parse(row(#""published_at":"\#(text)""#))
        #expect(parsed.listing != nil)
        #expect(parsed.listing?.publishedAt == nil)
        #expect(parsed.warnings.map(\.field) == ["published_at"])
    }

    @Test(
        "floors in few signs",
        arguments: [
            ("Piano terra", "T"), ("T", "T"), ("bj", "T"), ("Piano rialzato, con ascensore", "R"), ("R", "R"),
            ("2° piano", "2"), ("1° piano, con ascensore, con accesso disabili", "1"), ("12", "12"), ("3 - 4", "3 - 4"),
            ("c(\"2\", \"2\")", "2"), ("da piano terra a 1°", "da piano terra a 1°"), ("-1", "-1"), ("S", "S"),
            ("c(\"1\", \"Interrato (-1)\")", "1 - Interrato (-1)"),
        ])
    func floors(text: String, expected: String) throws {
        let quoted = String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
        #expect(try parse(row("\"floor\":\(quoted)")).listing?.floor == expected)
    }

    @Test("a listing without a title is called by its place")
    func title() throws {
        #expect(try parse(row("")).listing?.title == "Roma")
        #expect(
            try parse(row(#""title":" ","address":"via Po 1","district":"Salario""#)).listing?.title == "via Po 1, Roma"
        )
        #expect(try parse(row(#""district":"Salario""#)).listing?.title == "Salario, Roma")
    }

    @Test("an address that is not ASCII is percent-encoded")
    func encoding() throws {
        let parsed = try parse(row(#""images":["https://i.example/92-m²?q=è"]"#))
        #expect(parsed.listing?.images == ["https://i.example/92-m%C2%B2?q=%C3%A8"])
    }

    @Test(
        "what goes is named by source and id alone",
        arguments: [
            #"{"source":"casa.it","external_id":"1","removed":true}"#,
            #"{"source":"casa","external_id":1,"is_active":false}"#,
            #"{"source":"casa","external_id":"1","removed":"true","price":-5}"#,
        ])
    func removal(json: String) throws {
        #expect(try parse(json).outcome == .removal(source: "casa", externalID: "1"))
    }

    @Test("long texts are cut with a warning, and long names refuse the row")
    func limits() throws {
        let parsed = try parse(
            row(
                "\"title\":\"\(String(repeating: "a", count: 400))\",\"description\":\"\(String(repeating: "è ", count: 600_000))\""
            ))
        #expect(parsed.listing?.title.count == 300)
        #expect((parsed.listing?.description?.count ?? 0) <= 20_000)
        #expect(parsed.warnings.map(\.field) == ["description", "title"])
        #expect(try parse(row("\"city\":\"\(String(repeating: "a", count: 101))\"")).errors.map(\.field) == ["city"])
        let address = "https://www.casa.it/" + String(repeating: "a", count: 2048)
        #expect(try parse(row("\"url\":\"\(address)\"")).errors.map(\.field) == ["url"])
        let images = (0..<60).map { "\"https://i.example/\($0)\"" }.joined(separator: ",")
        let many = try parse(row("\"images\":[\(images)]"))
        #expect(many.listing?.images.count == 50)
        #expect(many.warnings.map(\.field) == ["images"])
    }

    @Test("a broken line costs only itself")
    func lines() throws {
        let body = "{\"source\":\"casa\"}\n\n{broken\r\n[1]\n  {\"city\":\"Roma\"}"
        let rows = try ListingRows.lines(Data(body.utf8))
        #expect(rows.map(\.line) == [1, 3, 4, 5])
        #expect(rows[1].raw == nil)
        let parsed = rows.map { ListingParser().parse($0) }
        #expect(parsed[1].errors == [FieldError("row", "must be JSON in UTF-8")])
        #expect(parsed[2].errors == [FieldError("row", "must be a JSON object")])
    }

    @Test("an array is taken apart row by row, and a broken one is refused as a whole")
    func array() throws {
        let rows = try ListingRows.array(Data(#"[{"source":"casa","price":{"a":1}},7]"#.utf8))
        #expect(rows.map(\.line) == [1, 2])
        #expect(rows[0].raw?.fields[.price] == .unreadable)
        #expect(rows[1].raw?.isObject == false)
        for body in ["{}", "[", "", "[{]"] {
            #expect(throws: FieldError.self) { try ListingRows.array(Data(body.utf8)) }
        }
    }

    @Test("too many rows are refused")
    func tooMany() throws {
        let lines = String(repeating: "{}\n", count: ListingLimits.rows)
        #expect(try ListingRows.lines(Data(lines.utf8)).count == ListingLimits.rows)
        #expect(throws: FieldError.self) { try ListingRows.lines(Data((lines + "{}").utf8)) }
    }
}
