import TestSupport
import Testing

@testable import Gateway

@Suite("Search", .enabled(if: TestEnvironment.hasDatabase))
struct ListingSearchTests {
    private static let rows = """
        [{"source":"idealista","external_id":"1","url":"https://example.org/1","city":"Roma","price":1000,"rooms":2,
        "area":60,"property_type":"bilocale","furnished":true,"title":"A","bathrooms":1,"floor":"2","images":["https://example.org/1.jpg"]},
        {"source":"casa.it","external_id":"2","url":"https://example.org/2","city":"Rome","price":2000,"rooms":3,
        "property_type":"villa","title":"B"},
        {"source":"subito","external_id":"3","url":"https://example.org/3","city":"Milano","title":"C"}]
        """

    @Test("the answer has the fields that clients read")
    func shape() async throws {
        try await TestAPI.run { api in
            _ = try await api.ingest(Self.rows)
            let answer = try await api.get("/api/v1/listings/?property_type[]=apartment&city=roma")
            #expect(answer.status == 200)
            #expect(answer.json["success"] == .boolean(true))
            for name in ["search_type", "message"] { #expect(answer.json[name].text != nil) }
            #expect(answer.json["total_count"].number == 1 && answer.json["returned_count"].number == 1)
            #expect(answer.json["page_info"]["has_more"] == .boolean(false))
            guard case .object(let listing) = answer.json["results"][0] else {
                throw UnexpectedAnswer(text: answer.text)
            }
            let names = [
                "id", "title", "price", "currency", "city", "address_text", "area_sqm", "num_rooms", "num_bathrooms",
                "property_type", "floor", "is_furnished", "pets_allowed", "images", "url", "source_site", "original_id",
                "latitude", "longitude", "published_at",
            ]
            #expect(names.filter { listing[$0] == nil } == [])
            #expect(listing["num_rooms"] == .number(2) && listing["pets_allowed"] == .null)
            let id = try #require(listing["id"]?.number.map { Int64($0) })
            let single = try await api.get("/api/v1/listings/\(id)")
            #expect(single.json["success"] == .boolean(true) && single.json["listing"] == .object(listing))
        }
    }

    @Test("a % or _ in a city is no wildcard, and every language finds the same city")
    func cities() async throws {
        try await TestAPI.run { api in
            _ = try await api.ingest(Self.rows)
            for city in ["%25", "Rom_", "_", "R%25", "om"] {
                #expect(try await api.get("/api/v1/listings/?city=\(city)").json["total_count"].number == 0, "\(city)")
            }
            for city in ["Roma", "ROME", "%D0%A0%D0%B8%D0%BC", "+roma+"] {
                #expect(try await api.get("/api/v1/listings/?city=\(city)").json["total_count"].number == 2, "\(city)")
            }
        }
    }

    @Test("bounds are inclusive, and what is not stated never excludes")
    func bounds() async throws {
        try await TestAPI.run { api in
            _ = try await api.ingest(Self.rows)
            func total(_ query: String) async throws -> Double? {
                try await api.get("/api/v1/listings/?\(query)").json["total_count"].number
            }
            #expect(try await total("min_price=1000&max_price=1000") == 2)
            #expect(try await total("min_rooms=3") == 2)
            #expect(try await total("min_area=61") == 2)
            #expect(try await total("property_type=all") == 3)
            #expect(try await total("property_type=house&property_type=studio") == 2)
            #expect(try await total("source_site=casa_it") == 1)
            #expect(try await total("furnished=false") == 2)
        }
    }

    @Test("pages follow each other by skip and by cursor")
    func pages() async throws {
        try await TestAPI.run { api in
            _ = try await api.ingest(Self.rows)
            let first = try await api.get("/api/v1/listings/?limit=2&sort=cheapest")
            #expect(first.json["page_info"]["has_more"] == .boolean(true))
            #expect(first.json["results"][0]["title"].text == "A")
            let cursor = try #require(first.json["page_info"]["next_cursor"].text)
            let byCursor = try await api.get("/api/v1/listings/?limit=2&sort=cheapest&cursor=\(cursor)")
            let bySkip = try await api.get("/api/v1/listings/?limit=2&sort=cheapest&skip=2")
            #expect(byCursor.json["results"] == bySkip.json["results"])
            #expect(byCursor.json["results"][0]["title"].text == "C")
            let foreign = try await api.get("/api/v1/listings/?sort=newest&cursor=\(cursor)")
            #expect(foreign.status == 422 && foreign.fields == ["cursor"])
        }
    }

    @Test(
        "parameters that cannot be are refused by name",
        arguments: [
            ("min_price=-1", "min_price"), ("max_price=cheap", "max_price"), ("min_price=5&max_price=4", "max_price"),
            ("limit=0", "limit"), ("limit=101", "limit"), ("skip=-1", "skip"), ("skip=10001", "skip"),
            ("property_type=castle", "property_type"), ("furnished=maybe", "furnished"), ("sort=best", "sort"),
            ("cursor=xyz", "cursor"), ("city=%FF%FE", "city"), ("city=%00", "city"), ("min_rooms=1.5", "min_rooms"),
            ("source_site=%21", "source_site"), ("min_price=nan", "min_price"),
        ])
    func refused(query: String, field: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.get("/api/v1/listings/?\(query)")
            #expect(answer.status == 422)
            #expect(answer.fields == [field])
        }
    }

    @Test("unknown listings are not found, whatever the id looks like")
    func unknown() async throws {
        try await TestAPI.run { api in
            for id in ["1", "0", "-1", "abc", "99999999999999999999", "%00", "1.0"] {
                let answer = try await api.get("/api/v1/listings/\(id)")
                #expect(answer.status == 404, "\(id)")
            }
        }
    }
}
