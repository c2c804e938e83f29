import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Gateway

@Suite("Other people's things", .enabled(if: TestEnvironment.hasDatabase))
struct ForeignWalkTests {
    @Test("every route with an id answers 404 to a second person and changes nothing")
    func walk() async throws {
        try await TestAPI.run { api in
            let owner = try await api.person("owner@example.org")
            let other = try await api.person("other@example.org")
            let made = try await api.post("/api/v1/filters/", #"{"name":"Hidden"}"#, token: owner.token)
            let filter = try #require(made.json["id"].number.map { Int64($0) })
            let notification = try await StoredNotification.insert(for: owner, filter: filter, on: api.pool)
            let walked = OpenAPI.operations.filter { $0.door == .person && $0.path.contains("{id}") }
            #expect(walked.count >= 9)
            for operation in walked {
                let id = operation.tag == "History" ? "\(notification.id)" : "\(filter)"
                let path = operation.path.replacing("{id}", with: id).replacing("{listing}", with: "1")
                let method = try #require(HTTPRequest.Method(operation.method))
                let body = operation.body == nil ? nil : #"{"name":"Mine"}"#
                let answer = try await api.send(method, path, body, token: other.token)
                #expect(answer.status == 404, "\(operation.method) \(path): \(answer.text)")
                #expect(!answer.text.contains("Hidden"))
                #expect(try await api.send(method, path, body).status == 401)
            }
            let kept = try await api.get("/api/v1/filters/\(filter)", token: owner.token)
            #expect(kept.json["name"].text == "Hidden" && kept.json["is_active"] == .boolean(true))
        }
    }

    @Test("no route at all lets a second person read, change, pause, link or delete what is the first one's")
    func everyRoute() async throws {
        for proof in ["at-once", "required"] {
            try await TestAPI.run(["SANDBOX_LINKING": proof, "RATE_LIMIT_FACTOR": "0"]) { api in
                let owner = try await api.person("owner@example.org")
                let made = try await api.post("/api/v1/filters/", #"{"name":"Hidden"}"#, token: owner.token)
                let filter = try #require(made.json["id"].number.map { Int64($0) })
                try await api.pool.execute(
                    """
                    INSERT INTO recipients (user_id, channel, address, proved_at)
                    VALUES ($1, 'whatsapp', '+390212345678', now()), ($1, 'telegram', '100200300', now())
                    """, [.int(owner.id)])
                let notification = try await StoredNotification.insert(for: owner, filter: filter, on: api.pool)
                let before = try await Self.belongings(of: owner, api)
                for (number, operation) in OpenAPI.operations.enumerated() {
                    // A person each: some of these routes end a session, or an account.
                    let other = try await api.person("other\(number)@example.org")
                    let id = operation.tag == "History" ? "\(notification.id)" : "\(filter)"
                    let path = operation.path.replacing("{id}", with: id).replacing("{listing}", with: "1")
                    let body = """
                        {"name":"Mine","id":\(filter),"user_id":\(owner.id),"email":"owner@example.org","enabled":false,
                        "phone_number":"+390212345678","chat_id":"100200300","is_active":false}
                        """
                    let method = try #require(HTTPRequest.Method(operation.method))
                    let answer = try await api.send(
                        method, path, operation.body == nil ? nil : body, token: other.token)
                    #expect(answer.status < 500, "\(operation.method) \(path): \(answer.text)")
                    #expect(!answer.text.contains("Hidden") && !answer.text.contains("\(notification.id)"))
                    let after = try await Self.belongings(of: owner, api)
                    #expect(after == before, "\(operation.method) \(path)")
                }
            }
        }
    }

    /// Everything of a person's, as one text.
    private static func belongings(of person: Person, _ api: TestAPI) async throws -> String? {
        let tables = ["filters", "recipients", "notifications", "consents", "sessions", "link_codes"]
        let rows = tables.map { "SELECT \($0)::text AS row FROM \($0) WHERE user_id = $1" }
        let all = (rows + ["SELECT users::text FROM users WHERE id = $1"]).joined(separator: " UNION ALL ")
        return try await api.pool.query(
            "SELECT string_agg(row, chr(10) ORDER BY row) AS rows FROM (\(all)) AS everything", [.int(person.id)]
        ).first?.decode("rows")
    }
}
