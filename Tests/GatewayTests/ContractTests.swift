import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import Gateway

@Suite("The contract", .enabled(if: TestEnvironment.hasDatabase))
struct ContractTests {
    @Test("every route is in the contract, and every operation of the contract is a route")
    func routes() async throws {
        let documented = Set(OpenAPI.operations.map { "\($0.method) \($0.path)" })
        #expect(documented.count == OpenAPI.operations.count)
        try await TestAPI.run { api in
            let routed = Set(
                api.routes.filter {
                    !$0.contains("/webhooks") && !$0.contains(" /account/") && !Self.pages.contains($0)
                })
            #expect(routed.subtracting(documented).isEmpty, "\(routed.subtracting(documented).sorted())")
            #expect(documented.subtracting(routed).isEmpty, "\(documented.subtracting(routed).sorted())")
        }
    }

    @Test("the document is OpenAPI 3.1 whose references all lead somewhere")
    func document() async throws {
        try await TestAPI.run { api in
            let answer = try await api.get("/openapi.json")
            #expect(answer.status == 200 && answer.json["openapi"].text == "3.1.0")
            for part in answer.text.components(separatedBy: "\"$ref\":\"#/components/").dropFirst() {
                let path = part.prefix { $0 != "\"" }.split(separator: "/").map(String.init)
                #expect(answer.json["components"][path[0]][path[1]] != .null, "\(path)")
            }
            let docs = try await api.get("/docs")
            #expect(docs.status == 200 && docs.text.contains("/api/v1/filters/preview"))
            #expect(!docs.text.contains("<script") && !docs.text.contains("https://cdn"))
        }
    }

    @Test("the privacy page says in three languages what is kept, why and how long")
    func privacy() async throws {
        try await TestAPI.run { api in
            for (locale, word) in [("ru", "хран"), ("en", "kept"), ("it", "conserviamo")] {
                let page = try await api.get("/privacy?locale=\(locale)")
                #expect(page.status == 200 && page.text.contains(word) && page.text.contains("180"))
            }
        }
    }

    @Test(
        "what is nearly JSON is no JSON",
        arguments: [
            #"{"name":"A",}"#, #"{"name":"A","name":"B"}"#, #"{"name":"A"} x"#, #"{"name":"\ud800"}"#,
            #"{"name":01}"#, #"{'name':'A'}"#, #"{"min_price":1e999}"#, "{\"name\":\"A\u{1}\"}",
            String(repeating: "[", count: 100) + String(repeating: "]", count: 100), #"{"name":tru}"#, "",
        ])
    func strictJSON(body: String) async throws {
        #expect(throws: JSONSyntaxError.self) { try JSONValue.parse(Array(body.utf8)) }
    }

    @Test("JSON is read as it is written")
    func readJSON() throws {
        let value = try JSONValue.parse(Array(#" {"a":[1,-2.5e1,true,null,"\u00e8\ud83d\ude00\n"]} "#.utf8))
        #expect(value == .object(["a": .list([.number(1), .number(-25), .boolean(true), .null, .text("è😀\n")])]))
    }

    @Test("an id is digits alone, and a name shows something")
    func strict() async throws {
        try await TestAPI.run { api in
            #expect(try await api.get("/api/v1/listings/+1").status == 404)
            let person = try await api.person("blank@example.org")
            let blank = try await api.post("/api/v1/filters/", "{\"name\":\"\u{202E}\u{200B}\"}", token: person.token)
            #expect(blank.status == 422 && blank.fields == ["name"])
        }
    }

    private static let pages: Set<String> = [
        "GET /", "GET /n/{token}", "GET /docs", "GET /privacy", "GET /static/{file}", "GET /ops", "GET /ops/page.js",
        "GET /ops/page.css",
        "GET /ops/chart.js", "POST /ops/login", "POST /ops/logout",
    ]
}
