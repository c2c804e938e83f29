import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Gateway

@Suite("What a filter would have sent", .enabled(if: TestEnvironment.hasDatabase))
struct PreviewTests {
    private static let path = "/api/v1/filters/preview"

    @Test("a month is counted by the plan's interval, gathered messages and all")
    func counted() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("a@example.org")
            try await Self.list(
                api, [("1", 900, "1 hour"), ("2", 950, "118 hours"), ("3", 990, "119 hours"), ("4", 990, "5 days")])
            let answer = try await api.post(Self.path, #"{"name":"A","city":"Roma"}"#, token: person.token)
            #expect(answer.status == 200 && answer.json["days"].number == 30)
            #expect(answer.json["total_listings"].number == 4)
            // The free plan speaks once a day: the second message tells of both that came within a day of the first.
            #expect(answer.json["messages"].number == 3 && answer.json["interval_minutes"].number == 1440)
            #expect(answer.json["is_complete"] == .boolean(true))
            try await api.pool.execute("UPDATE users SET plan = 'premium'", [])
            let premium = try await api.post(Self.path, #"{"name":"A","city":"Roma"}"#, token: person.token)
            #expect(premium.json["messages"].number == 4 && premium.json["interval_minutes"].number == 30)
        }
    }

    @Test("what does not fit and what is older than a month is left out, and what is gone has been sent")
    func fitting() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("b@example.org")
            try await Self.list(api, [("1", 900, "1 hour"), ("2", 2_000, "2 hours"), ("3", 800, "31 days")])
            let gone = try await api.send(.delete, "/api/v1/listings/casa/1", token: TestAPI.ingestKey)
            #expect(gone.status == 200)
            let answer = try await api.post(
                Self.path, #"{"name":"A","city":"Roma","max_price":1000}"#, token: person.token)
            #expect(answer.json["total_listings"].number == 1 && answer.json["sample_listings"].values.isEmpty)
            #expect(try await api.pool.query("SELECT FROM filters", []).isEmpty)
        }
    }

    @Test("nights are those of the person's own clock")
    func nights() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("c@example.org")
            try await api.pool.execute("UPDATE users SET plan = 'premium'", [])
            try await Self.list(api, [("1", 900, "1 day")])
            try await api.pool.execute(
                "UPDATE listings SET first_seen_at = date_trunc('day', now()) - interval '1 day' + interval '2 hours'",
                [])
            for (zone, count) in [("UTC", 1), ("Asia/Tokyo", 0)] {
                let change = try await api.send(
                    .put, "/api/v1/users/me", #"{"time_zone":"\#(zone)"}"#, token: person.token)
                #expect(change.status == 200)
                let answer = try await api.post(Self.path, #"{"name":"A","city":"Roma"}"#, token: person.token)
                #expect(answer.json["listings_at_night"].number == Double(count), "\(zone)")
                #expect(answer.json["messages_at_night"].number == Double(count), "\(zone)")
            }
        }
    }

    @Test("faults are named by field, and nobody but who is signed in may try")
    func refused() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("d@example.org")
            let wrong = try await api.post(Self.path, #"{"name":"A","min_price":-1}"#, token: person.token)
            #expect(wrong.status == 422 && wrong.fields == ["min_price"])
            #expect(try await api.post(Self.path, #"{"name":"A"}"#).status == 401)
        }
    }

    /// Listings with the time since they were first seen.
    private static func list(_ api: TestAPI, _ all: [(id: String, price: Int, age: String)]) async throws {
        for listing in all {
            let row =
                #"[{"source":"casa","external_id":"\#(listing.id)","url":"https://www.casa.it/\#(listing.id)","#
                + #""city":"Roma","price":\#(listing.price)}]"#
            #expect(try await api.ingest(row).status == 200)
            try await api.pool.execute(
                "UPDATE listings SET first_seen_at = now() - $2::interval WHERE external_id = $1",
                [.text(listing.id), .text(listing.age)])
        }
    }
}
