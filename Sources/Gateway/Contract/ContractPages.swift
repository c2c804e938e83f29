import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore

/// `/openapi.json`, the page that shows it, and the page on what is kept of people. Pages hold no script and load
/// nothing from anywhere.
struct ContractPages: Sendable {
    let appName: String
    /// For how many days the history stays.
    let retentionDays: Int
    private let library: MustacheLibrary
    private let style: String
    private let contract: ByteBuffer

    /// - Throws: ``MissingTemplate`` when the installation is not whole.
    init(appName: String, retentionDays: Int, bundle: Bundle = .module) throws {
        func read(_ name: String, _ type: String) throws -> String {
            guard let url = bundle.url(forResource: name, withExtension: type, subdirectory: "Templates") else {
                throw MissingTemplate(name: "\(name).\(type)")
            }
            return try String(contentsOf: url, encoding: .utf8)
        }
        (self.appName, self.retentionDays) = (appName, retentionDays)
        var library = MustacheLibrary()
        for name in ["docs", "privacy"] {
            library.register(try MustacheTemplate(string: read(name, "mustache")), named: name)
        }
        self.library = library
        style = try read("style", "css")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        contract = ByteBuffer(bytes: try encoder.encode(OpenAPI.document))
    }

    func openAPI(_ request: Request, _ context: GatewayContext) throws -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "public, max-age=300"],
            body: .init(byteBuffer: contract))
    }

    func docs(_ request: Request, _ context: GatewayContext) throws -> Response {
        try page("docs", ["tags": try OpenAPI.tags.map(tag)])
    }

    func privacy(_ request: Request, _ context: GatewayContext) throws -> Response {
        var query = QueryReader(request)
        let asked = query.text("locale") ?? request.headers[.acceptLanguage].map { String($0.prefix(2)) }
        let locale = asked.flatMap { PrivacyWords.all[$0] == nil ? nil : $0 } ?? "ru"
        guard let words = PrivacyWords.all[locale] else { throw MissingTemplate(name: "privacy") }
        return try page("privacy", words.values(locale: locale, days: retentionDays))
    }

    private func page(_ name: String, _ values: [String: Any]) throws -> Response {
        let all = values.merging(["appName": appName, "style": style]) { given, _ in given }
        guard let html = library.render(all, withTemplate: name) else { throw MissingTemplate(name: name) }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: ContentPolicy.value(style: style),
            ], body: .init(byteBuffer: ByteBuffer(string: html)))
    }

    private func tag(_ tag: String) throws -> [String: Any] {
        ["tag": tag, "operations": try OpenAPI.operations.filter { $0.tag == tag }.map(values)]
    }

    private func values(_ operation: Operation) throws -> [String: Any] {
        let doors: [Operation.Door: String] = [
            .open: "No login.", .person: "Authorization: Bearer <access token>",
            .ingest: "Authorization: Bearer <ingest key>", .operator: "Authorization: Bearer <operator token>",
        ]
        var values: [String: Any] = [
            "method": operation.method, "path": operation.path, "summary": operation.summary,
            "identifier": operation.identifier, "door": doors[operation.door] ?? "",
            "statuses": operation.statuses.map(String.init).joined(separator: ", "),
        ]
        if !operation.query.isEmpty { values["query"] = operation.query.map(\.name).joined(separator: ", ") }
        if let body = operation.body {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            values["body"] = String(decoding: try encoder.encode(body), as: UTF8.self)
        }
        return values
    }
}
