import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore
import Notifications
import ServiceKit

/// `/ops`: the operator's page. It holds no data by itself: its script asks `/api/v1/ops`, with the cookie that the
/// login leaves. Everything comes from here, nothing from elsewhere.
struct OpsPageController: Sendable {
    /// Where Debian's `libjs-chart.js` puts the library. Without it the page has tables and no charts.
    static let chartFile = "/usr/share/javascript/chart.js/chart.min.js"
    /// The login form's token and nothing else.
    private static let formLimit = 4_096
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
        form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """

    let appName: String
    let token: Secret?
    let key: Secret
    let isSecure: Bool
    let limiter: RateLimiter
    private let template: MustacheTemplate
    private let files: [String: ByteBuffer]
    private let chartFile: String

    /// - Throws: ``MissingTemplate`` when the installation is not whole.
    init(
        appName: String, token: Secret?, key: Secret, isSecure: Bool, limiter: RateLimiter,
        chartFile: String = Self.chartFile, bundle: Bundle = .module
    ) throws {
        (self.appName, self.token, self.key, self.isSecure) = (appName, token, key, isSecure)
        (self.limiter, self.chartFile) = (limiter, chartFile)
        func read(_ name: String) throws -> Data {
            guard let url = bundle.url(forResource: name, withExtension: nil, subdirectory: "Page") else {
                throw MissingTemplate(name: name)
            }
            return try Data(contentsOf: url)
        }
        template = try MustacheTemplate(string: String(decoding: try read("ops.mustache"), as: UTF8.self))
        files = [
            "ops.js": ByteBuffer(bytes: try read("ops.js")), "ops.css": ByteBuffer(bytes: try read("ops.css")),
        ]
    }

    func show(_ request: Request, _ context: GatewayContext) throws -> Response {
        guard token != nil else { return page(.forbidden, ["isOff": true]) }
        return page(.ok, isOpen(request) ? ["isOpen": true] : ["isClosed": true])
    }

    func login(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let token else { return page(.forbidden, ["isOff": true]) }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.formLimit)
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge(limit: Self.formLimit)
        }
        guard let shown = FormFields(Array(body.readableBytesView))?["token"],
            try await OperatorAuthenticator.admits(
                shown.trimmingCharacters(in: .whitespacesAndNewlines), token, limiter, context)
        else { return page(.unauthorized, ["isClosed": true, "isWrong": true]) }
        return moved(cookie: OperatorSession(token: token, key: key).value(), lifetime: OperatorSession.lifetime)
    }

    func logout(_ request: Request, _ context: GatewayContext) -> Response { moved(cookie: "", lifetime: 0) }

    func script(_ request: Request, _ context: GatewayContext) -> Response {
        file(files["ops.js"] ?? ByteBuffer(), "text/javascript; charset=utf-8")
    }

    func style(_ request: Request, _ context: GatewayContext) -> Response {
        file(files["ops.css"] ?? ByteBuffer(), "text/css; charset=utf-8")
    }

    func chart(_ request: Request, _ context: GatewayContext) throws -> Response {
        guard let data = FileManager.default.contents(atPath: chartFile) else {
            throw Problem.notFound("The charting library is not installed.")
        }
        return file(ByteBuffer(bytes: data), "text/javascript; charset=utf-8", cached: "private, max-age=86400")
    }

    private func isOpen(_ request: Request) -> Bool {
        guard let token, let cookie = request.cookies[OperatorSession.cookie]?.value else { return false }
        return OperatorSession(token: token, key: key).isValid(cookie)
    }

    private func page(_ status: HTTPResponse.Status, _ values: [String: Any]) -> Response {
        let html = template.render(values.merging(["appName": appName]) { given, _ in given })
        return Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8", .contentSecurityPolicy: Self.policy],
            body: .init(byteBuffer: ByteBuffer(string: html)))
    }

    private func file(_ buffer: ByteBuffer, _ type: String, cached: String = "no-cache") -> Response {
        Response(status: .ok, headers: [.contentType: type, .cacheControl: cached], body: .init(byteBuffer: buffer))
    }

    private func moved(cookie: String, lifetime: TimeInterval) -> Response {
        let value = "\(OperatorSession.cookie)=\(cookie); Path=/; Max-Age=\(Int(lifetime)); HttpOnly; SameSite=Strict"
        return Response(
            status: .seeOther, headers: [.location: "/ops", .setCookie: value + (isSecure ? "; Secure" : "")])
    }
}
