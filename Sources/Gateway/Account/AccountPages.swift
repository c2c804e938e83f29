import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore
import Persistence

/// Renders the account's pages: swift-mustache templates and words from the bundle, read once at start. Whatever they
/// are filled with is escaped; script and style come from our own address alone.
struct AccountPages: Sendable {
    static let names = [
        "layout", "problem", "entrance", "reset", "overview", "filter", "filter-delete", "channels", "proof", "history",
        "message", "why", "settings", "leave",
    ]
    static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

    /// Where templates, words, style and script are.
    static var bundle: Bundle { .module }

    let appName: String
    let words: Words
    let faults: FaultWords
    private let library: MustacheLibrary

    /// - Throws: ``MissingTemplate``, or a template's own fault.
    init(appName: String, bundle: Bundle = AccountPages.bundle) throws {
        func read(_ name: String, _ type: String) throws -> Data {
            guard let url = bundle.url(forResource: name, withExtension: type, subdirectory: "Templates/account") else {
                throw MissingTemplate(name: "\(name).\(type)")
            }
            return try Data(contentsOf: url)
        }
        var library = MustacheLibrary()
        for name in Self.names {
            let text = String(decoding: try read(name, "mustache"), as: UTF8.self)
            library.register(try MustacheTemplate(string: text), named: name)
        }
        self.library = library
        self.appName = appName
        words = try Words(bundle: bundle)
        faults = FaultWords(patterns: try JSONDecoder().decode([FaultWords.Pattern].self, from: read("faults", "json")))
    }

    /// A page for whoever asks, in their language.
    ///
    /// - Parameter section: which entry of the navigation this is.
    func page(
        _ name: String, _ context: GatewayContext, section: String = "", _ values: [String: Any],
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let visit = try context.requireVisit()
        var all = common(visit.language)
        all["formToken"] = visit.formToken
        all["signedIn"] = context.person != nil
        all["email"] = context.person?.email ?? ""
        all["in_\(section)"] = true
        if context.person == nil { all["lang"] = "?lang=\(visit.language.rawValue)" }
        return try html(name, all.merging(values) { _, given in given }, status: status)
    }

    /// What every page has, whoever looks at it.
    func common(_ language: Language) -> [String: Any] {
        [
            "appName": appName, "locale": language.rawValue, "t": words.all(language), "lang": "",
            "languages": Language.allCases.filter { $0 != language }.map { ["code": $0.rawValue, "name": $0.name] },
        ]
    }

    func html(_ name: String, _ values: [String: Any], status: HTTPResponse.Status) throws -> Response {
        guard let html = library.render(values, withTemplate: name) else { throw MissingTemplate(name: name) }
        return Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: Self.policy,
                // Forms carry their origin only under a policy that lets it be told to ourselves.
                .referrerPolicy: "same-origin",
            ], body: .init(byteBuffer: ByteBuffer(string: html)))
    }

    /// On to another page after a form, so that reloading sends nothing twice. `done` is told there.
    static func redirect(_ path: String, done: String? = nil) -> Response {
        let query = done.map { (path.contains("?") ? "&" : "?") + "done=\($0)" } ?? ""
        return Response(
            status: .seeOther, headers: [.location: path + query, .referrerPolicy: "same-origin"])
    }

    /// The word for what was just done, which the address names; nothing for a word of somebody's making.
    func done(_ request: Request, _ language: Language) -> String? {
        let name = request.uri.queryParameters["done"].map(String.init) ?? ""
        return words.all(language)["done_\(name)"]
    }
}
