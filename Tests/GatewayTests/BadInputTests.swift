import Foundation
import HTTPTypes
import Hummingbird
import TestSupport
import Testing

@testable import Gateway

@Suite("Bad input", .enabled(if: TestEnvironment.hasDatabase))
struct BadInputTests {
    /// Every route of people that reads a JSON object, as the contract has them.
    private static let bodies: [(method: HTTPRequest.Method, path: String)] = OpenAPI.operations.compactMap { route in
        guard route.body != nil, [.open, .person].contains(route.door) else { return nil }
        return HTTPRequest.Method(route.method).map { ($0, route.path.replacing("{id}", with: "1")) }
    }

    @Test("no body makes a route answer 500: not JSON, not an object, not UTF-8, too deep, too large, of another type")
    func bodies() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("a@example.org")
            let deep = String(repeating: #"{"a":"#, count: 2_000) + "1" + String(repeating: "}", count: 2_000)
            let cases: [(bytes: [UInt8], type: String?, statuses: Set<Int>)] = [
                (Array("{".utf8), "application/json", [400]), (Array("[1]".utf8), "application/json", [400]),
                (Array("null".utf8), "application/json", [400]), ([], "application/json", [400]),
                ([0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D], "application/json", [400]),
                (Array(deep.utf8), "application/json", [400, 422]),
                (Array("a=b".utf8), "application/x-www-form-urlencoded", [415]), (Array("{}".utf8), nil, [415]),
                (Array(repeating: 0x20, count: Request.jsonLimit + 1), "application/json", [413]),
                (Array(#"{"a":1e999}"#.utf8), "application/json", [400, 422]),
                (Array(#"{"a":1,"a":2}"#.utf8), "application/json", [400]),
                (Array(#"{"a":{"b":1,"b":2}}"#.utf8), "application/json", [400]),
                (Array(#"{"a":"\ud800"}"#.utf8), "application/json", [400]),
                (Array(#"{"a":NaN}"#.utf8), "application/json", [400]),
            ]
            #expect(Self.bodies.count >= 20)
            for (method, path) in Self.bodies {
                for (index, item) in cases.enumerated() {
                    let answer = try await api.send(
                        method, path, bytes: item.bytes, token: person.token, type: item.type)
                    #expect(item.statuses.contains(answer.status), "\(method) \(path) case \(index): \(answer.text)")
                    #expect(answer.headers[.contentType] == "application/problem+json")
                }
            }
        }
    }

    @Test("a body that is packed is 415 on every route, with the codings that are taken; plain ones may say so")
    func codings() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("coded@example.org")
            let routes = OpenAPI.operations.filter { $0.body != nil && $0.door != .operator }
            #expect(routes.count >= 20)
            for route in routes {
                let method = try #require(HTTPRequest.Method(route.method))
                let path = route.path.replacing("{id}", with: "1")
                let isIngest = route.path == "/api/v1/listings" && route.door == .ingest
                let token = route.door == .ingest ? TestAPI.ingestKey : person.token
                for coding in ["br", "deflate", "zstd", "gzip, br", "gzip,gzip", "x"] + (isIngest ? [] : ["gzip"]) {
                    let answer = try await api.send(
                        method, path, "{}", token: token, headers: [.contentEncoding: coding])
                    #expect(answer.status == 415, "\(method) \(path) \(coding): \(answer.text)")
                    #expect(answer.headers[.acceptEncoding] == (isIngest ? "gzip, identity" : "identity"))
                }
                let plain = try await api.send(
                    method, path, "[", token: token, headers: [.contentEncoding: "Identity"])
                #expect(plain.status == 400, "\(method) \(path): \(plain.text)")
            }
            let form = try await api.send(
                .post, "/account/sign-in", "email=a", type: "application/x-www-form-urlencoded",
                headers: [.contentEncoding: "br", .origin: "http://127.0.0.1:8000"])
            #expect(form.status == 415)
        }
    }

    @Test("a body of another charset is 415 on every route; UTF-8 may be said in any way")
    func charsets() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("charset@example.org")
            for route in OpenAPI.operations where route.body != nil && route.door != .operator {
                let method = try #require(HTTPRequest.Method(route.method))
                let path = route.path.replacing("{id}", with: "1")
                let token = route.door == .ingest ? TestAPI.ingestKey : person.token
                for (charset, status) in [
                    ("utf-16", 415), ("\"ISO-8859-1\"", 415), ("UTF-8", 400), ("\"utf-8\" ; x=y", 400),
                ] {
                    let type = "application/json;x=1; Charset=\(charset)"
                    let answer = try await api.send(method, path, "[", token: token, type: type)
                    #expect(answer.status == status, "\(method) \(path) \(type): \(answer.text)")
                }
            }
        }
    }

    @Test("values of every wrong type are refused with named fields")
    func types() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("b@example.org")
            let long = String(repeating: "x", count: 9_000)
            let values = ["[]", "{}", "true", "-1", "1e300", #""\u0000""#, "\"\(long)\""]
            let fields = [
                ("/api/v1/auth/register", "email"), ("/api/v1/auth/login", "password"), ("/api/v1/filters/", "name"),
                ("/api/v1/filters/", "city"), ("/api/v1/filters/", "cities"), ("/api/v1/filters/", "max_rooms"),
                ("/api/v1/filters/", "include_words"), ("/api/v1/filters/", "area_polygon"),
                ("/api/v1/whatsapp/link", "phone_number"), ("/api/v1/telegram/link", "chat_id"),
                ("/api/v1/whatsapp/toggle", "enabled"),
            ]
            for (path, field) in fields {
                for value in values where !(field == "enabled" && value == "true") {
                    let answer = try await api.post(path, #"{"\#(field)":\#(value)}"#, token: person.token)
                    #expect([400, 422].contains(answer.status), "\(path) \(field) \(value): \(answer.text)")
                    #expect(answer.fields.contains { $0.hasPrefix(field) } || answer.fields.contains("name"))
                }
            }
        }
    }

    @Test("another method is 405 with what is allowed, another path 404, both as problems")
    func methods() async throws {
        try await TestAPI.run { api in
            let wrong = try await api.send(.delete, "/api/v1/auth/login")
            #expect(wrong.status == 405 && wrong.headers[.allow]?.contains("POST") == true)
            #expect(wrong.headers[.contentType] == "application/problem+json")
            #expect(try await api.send(.put, "/api/v1/listings/sweep", "{}").status == 405)
            for path in ["/nothing", "/api/v1", "/api/v1/filters/1/2/3", "/api/v2/listings", "/%00", "/..%2f"] {
                let answer = try await api.get(path)
                #expect(answer.status == 404, "\(path)")
                #expect(answer.headers[.contentType] == "application/problem+json")
            }
            #expect(try await api.send(HTTPRequest.Method("BREW") ?? .trace, "/health").status == 501)
        }
    }

    @Test("browsers are told to come by https alone, where people come by it")
    func transport() async throws {
        for (address, told) in [("https://homes.example", "max-age=31536000"), ("http://127.0.0.1:8000", nil)] {
            try await TestAPI.run(["PUBLIC_URL": address]) { api in
                for path in ["/", "/health", "/nothing", "/static/account.css"] {
                    let headers = try await api.get(path).headers
                    #expect(headers[.strictTransportSecurity] == told, "\(path)")
                }
            }
        }
    }

    @Test("every answer carries a request id, the caller's own when it is plain")
    func requestIDs() async throws {
        try await TestAPI.run { api in
            let name = try #require(HTTPField.Name("X-Request-ID"))
            let own = try await api.send(.get, "/health", headers: [name: "abc-123"])
            #expect(own.headers[name] == "abc-123")
            let forged = try await api.send(.get, "/nothing", headers: [name: "a b\"c"])
            #expect(forged.headers[name] != "a b\"c" && forged.headers[name] != nil)
            #expect(forged.headers[.xContentTypeOptions] == "nosniff")
        }
    }
}
