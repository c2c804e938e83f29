import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore

/// The HTML pages: swift-mustache templates from the bundle, read once at start. Everything that they are filled
/// with is escaped; the only style is the page's own, allowed by its digest.
struct PageTemplates: Sendable {
    private let library: MustacheLibrary
    private let style: String
    private let policy: String

    /// - Throws: ``MissingTemplate``, or the template's own fault.
    init(bundle: Bundle = .module) throws {
        func read(_ name: String, _ type: String) throws -> String {
            guard let url = bundle.url(forResource: name, withExtension: type, subdirectory: "Templates") else {
                throw MissingTemplate(name: "\(name).\(type)")
            }
            return try String(contentsOf: url, encoding: .utf8)
        }
        var library = MustacheLibrary()
        for name in ["notification", "problem"] {
            library.register(try MustacheTemplate(string: read(name, "mustache")), named: name)
        }
        self.library = library
        style = try read("style", "css")
        policy = ContentPolicy.value(style: style)
    }

    func response(
        _ name: String, _ values: [String: Any], status: HTTPResponse.Status = .ok
    ) throws -> Response {
        var values = values
        values["style"] = style
        guard let html = library.render(values, withTemplate: name) else { throw MissingTemplate(name: name) }
        return Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8", .contentSecurityPolicy: policy],
            body: .init(byteBuffer: ByteBuffer(string: html)))
    }
}

/// A page's template is not in the bundle: the installation is not whole.
struct MissingTemplate: Error {
    let name: String
}
