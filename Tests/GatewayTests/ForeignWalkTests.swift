import Foundation
import HTTPTypes
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
}
