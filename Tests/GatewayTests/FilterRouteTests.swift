import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Gateway

@Suite("Filters", .enabled(if: TestEnvironment.hasDatabase))
struct FilterRouteTests {
    private static let path = "/api/v1/filters/"

    @Test("a filter is made, read, listed, changed, paused, resumed and deleted")
    func journey() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("a@example.org")
            let made = try await api.post(
                Self.path,
                #"{"name":"Центр","city":"Рим","max_price":1800,"property_type":"all","min_rooms":2,"pets_allowed":true}"#,
                token: person.token)
            #expect(made.status == 201)
            #expect(made.json["cities"] == .list([.text("Рим")]))
            #expect(made.json["city"].text == "Рим")
            #expect(made.json["property_types"] == .list([]))
            #expect(made.json["notification_frequency_hours"] == .null)
            #expect(made.json["notify_whatsapp"] == .boolean(true))
            let id = try #require(made.json["id"].number.map { Int64($0) })
            #expect(made.headers[.location] == "/api/v1/filters/\(id)")

            let changed = try await api.send(
                .put, "/api/v1/filters/\(id)",
                #"{"max_price":2000,"city":null,"property_type":"monolocale","notification_frequency_hours":24}"#,
                token: person.token)
            #expect(changed.status == 200)
            #expect(changed.json["max_price"].number == 2000 && changed.json["min_rooms"].number == 2)
            #expect(changed.json["city"] == .null)
            #expect(changed.json["property_type"].text == "studio")
            let patched = try await api.send(
                .patch, "/api/v1/filters/\(id)/", #"{"name":"Новый","cities":["Roma","Milano"]}"#, token: person.token)
            #expect(patched.json["cities"].count == 2 && patched.json["max_price"].number == 2000)

            let paused = try await api.post("/api/v1/filters/\(id)/pause", nil, token: person.token)
            #expect(paused.json["is_active"] == .boolean(false) && paused.json["paused_at"] != .null)
            let resumed = try await api.post("/api/v1/filters/\(id)/resume", nil, token: person.token)
            #expect(resumed.json["is_active"] == .boolean(true))
            #expect(try await api.get("/api/v1/filters", token: person.token).json.count == 1)
            #expect(try await api.send(.delete, "/api/v1/filters/\(id)", token: person.token).status == 200)
            #expect(try await api.send(.delete, "/api/v1/filters/\(id)", token: person.token).status == 404)
            #expect(try await api.get(Self.path, token: person.token).json.count == 0)
        }
    }

    @Test(
        "what a filter may not be is refused by name, when made and when changed",
        arguments: [
            (#"{"min_price":-5}"#, ["min_price"]), (#"{"max_price":-5}"#, ["max_price"]),
            (#"{"min_price":900,"max_price":800}"#, ["max_price"]),
            (#"{"min_rooms":3,"max_rooms":2}"#, ["max_rooms"]), (#"{"min_area":"70"}"#, ["min_area"]),
            (#"{"property_type":"castle"}"#, ["property_type"]),
            (#"{"notification_frequency_hours":0}"#, ["notification_frequency_hours"]),
            (#"{"notification_frequency_hours":169}"#, ["notification_frequency_hours"]),
            (#"{"notification_frequency_hours":1.5}"#, ["notification_frequency_hours"]),
            (#"{"latitude":91,"longitude":12,"radius_km":3}"#, ["latitude"]),
            (#"{"radius_km":3}"#, ["radius_km"]), (#"{"is_active":null}"#, ["is_active"]),
            (#"{"notify_telegram":"yes"}"#, ["notify_telegram"]), (#"{"name":""}"#, ["name"]),
            (#"{"cities":"Roma"}"#, ["cities"]), (#"{"area_polygon":{"type":"Point"}}"#, ["area_polygon"]),
            (#"{"min_rooms":99999999999999999999}"#, ["min_rooms"]),
        ])
    func refused(change: String, fields: [String]) async throws {
        try await TestAPI.run { api in
            let person = try await api.person("b@example.org")
            let body = change.hasPrefix(#"{"name""#) ? change : #"{"name":"A","# + change.dropFirst()
            let made = try await api.post(Self.path, body, token: person.token)
            #expect(made.status == 422)
            #expect(made.fields == fields)
            let good = try await api.post(Self.path, #"{"name":"A","min_price":1}"#, token: person.token)
            let id = try #require(good.json["id"].number.map { Int64($0) })
            for method in ["PUT", "PATCH"] {
                let answer = try await api.send(
                    method == "PUT" ? .put : .patch, "/api/v1/filters/\(id)", change, token: person.token)
                #expect(answer.status == 422)
                #expect(answer.fields == fields)
            }
            let kept = try await api.get("/api/v1/filters/\(id)", token: person.token)
            #expect(kept.json["min_price"].number == 1 && kept.json["name"].text == "A")
        }
    }

    @Test("a change is checked against what stands already")
    func together() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("c@example.org")
            let made = try await api.post(Self.path, #"{"name":"A","min_price":900}"#, token: person.token)
            let id = try #require(made.json["id"].number.map { Int64($0) })
            let answer = try await api.send(.put, "/api/v1/filters/\(id)", #"{"max_price":500}"#, token: person.token)
            #expect(answer.status == 422 && answer.fields == ["max_price"])
        }
    }

    @Test("a free plan holds one filter and a premium plan ten, also when asked for at the same moment")
    func plans() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("d@example.org")
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...4 {
                    group.addTask {
                        try await api.post(Self.path, #"{"name":"F\#(number)"}"#, token: person.token).status
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.sorted() == [201, 403, 403, 403])
            _ = try await api.pool.execute("UPDATE users SET plan = 'premium' WHERE id = $1", [.int(person.id)])
            for number in 2...10 {
                let answer = try await api.post(Self.path, #"{"name":"F\#(number)"}"#, token: person.token)
                #expect(answer.status == 201)
            }
            let refused = try await api.post(Self.path, #"{"name":"F11"}"#, token: person.token)
            #expect(refused.status == 403)
            #expect(refused.json["type"].text == "urn:campanello:problem:plan-limit")
            let page = try await api.get(Self.path + "?skip=8&limit=5", token: person.token)
            #expect(page.json.count == 2)
        }
    }

    @Test("a test counts what matches now by the Matcher's own rule, newest first, and explain says why")
    func trial() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("e@example.org")
            let rows = (1...5).map {
                #"{"source":"idealista","external_id":"\#($0)","url":"https://example.org/\#($0)","city":"Roma","price":\#($0 * 500),"title":"T\#($0)"}"#
            }
            _ = try await api.ingest("[\(rows.joined(separator: ","))]")
            _ = try await api.ingest(
                #"""
                [{"source":"casa","external_id":"9","url":"https://example.org/9","city":"Roma",
                "price":"su richiesta"}]
                """#)
            let made = try await api.post(
                Self.path, #"{"name":"A","city":"Rome","max_price":1000,"property_type":"all"}"#, token: person.token)
            let id = try #require(made.json["id"].number.map { Int64($0) })
            let answer = try await api.post("/api/v1/filters/\(id)/test", nil, token: person.token)
            #expect(answer.status == 200)
            #expect(answer.json["success"] == .boolean(true))
            #expect(answer.json["filter_name"].text == "A")
            // 500, 1000, and the one that does not state its price.
            #expect(answer.json["total_matches"].number == 3)
            #expect(answer.json["sample_listings"].count == 3)
            #expect(answer.json["sample_listings"][0]["original_id"].text == "9")
            let found = try await api.get("/api/v1/listings/?min_price=2500")
            let listing = try #require(found.json["results"][1]["id"].number ?? found.json["results"][0]["id"].number)
            let why = try await api.get("/api/v1/filters/\(id)/explain/\(Int64(listing))", token: person.token)
            #expect(why.status == 200)
            #expect(why.json["conditions"].count == 2)
        }
    }

    @Test("a filter that has notified can be deleted; the history keeps its name")
    func deletionAfterNotification() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("f@example.org")
            let made = try await api.post(Self.path, #"{"name":"Старый"}"#, token: person.token)
            let id = try #require(made.json["id"].number.map { Int64($0) })
            let notification = try await StoredNotification.insert(for: person, filter: id, on: api.pool)
            #expect(try await api.send(.delete, "/api/v1/filters/\(id)", token: person.token).status == 200)
            let history = try await api.get("/api/v1/notifications/\(notification.id)", token: person.token)
            #expect(history.json["notification"]["filter_name"].text == "Центр Рима")
        }
    }
}
