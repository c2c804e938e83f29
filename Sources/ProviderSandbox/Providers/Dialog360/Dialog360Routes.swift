import Foundation
import HTTPTypes
import Hummingbird
import NIOConcurrencyHelpers

/// `/360dialog/…`, with or without `/v1`: Meta's messages, a webhook and a profile, by a key in a header of its own.
struct Dialog360Routes: Sendable {
    /// The number behind every key.
    static let number = "15550100007"

    let sandbox: Sandbox

    func add(to router: Router<BasicRequestContext>) {
        for prefix in ["360dialog", "360dialog/v1"] {
            route(router, .post, prefix + "/messages", send)
            route(router, .get, prefix + "/whatsapp_business_profile") { request in
                let fields = request.uri.queryParameters["fields"].map(String.init)
                return .json(try sandbox.profiles.read(Self.number, fields: fields))
            }
            route(router, .post, prefix + "/whatsapp_business_profile") { request in
                .json(try sandbox.profiles.change(Self.number, try await request.data()))
            }
        }
        route(router, .get, "360dialog/v1/configs/webhook") { _ in
            .json(sandbox.dialog360Webhook.withLockedValue { $0 }?.object ?? ["url": "", "headers": [:]])
        }
        route(router, .post, "360dialog/v1/configs/webhook", setWebhook)
    }

    private func route(
        _ router: Router<BasicRequestContext>, _ method: HTTPRequest.Method, _ path: String,
        _ answer: @escaping @Sendable (Request) async throws -> Response
    ) {
        router.on(RouterPath(path), method: method) { request, _ in
            do {
                let key = HTTPField.Name("D360-API-KEY").flatMap { request.headers[$0] } ?? ""
                guard sandbox.admits(token: key, provider: .dialog360) else { throw Dialog360Error.unauthorized }
                return try await answer(request)
            } catch let error as MetaError {
                return error.response
            } catch let error as Dialog360Error {
                return error.response
            }
        }
    }

    private func send(_ request: Request) async throws -> Response {
        guard let fields = RequestFields(json: try await request.data()) else {
            throw Dialog360Error(status: .badRequest, message: "The request body is not valid JSON")
        }
        if fields.string("status") == "read" { return .json(["success": true]) }
        let (message, input) = try MetaMessage(fields, number: Self.number, provider: .dialog360).taken
        let verdict = sandbox.judge(message, account: Self.number)
        return try await sandbox.settle(verdict, message) {
            MetaMessage.answer($0, input: input)
        } refuse: { verdict in
            switch verdict {
            case .tooManyRequests: Dialog360Error.tooMany.response
            case .serverError: Dialog360Error.serverError.response
            default: MetaError.refusal(verdict).response
            }
        }
    }

    private func setWebhook(_ request: Request) async throws -> Response {
        guard let fields = RequestFields(json: try await request.data()), let url = fields.string("url"),
            url.isEmpty || url.isWebAddress
        else { throw Dialog360Error(status: .badRequest, message: "url must be a web address") }
        var headers: [String: String] = [:]
        if let given = fields.object("headers") {
            for name in given.names { headers[name] = given.string(name) }
        }
        let webhook = Dialog360Webhook(url: url, headers: headers)
        sandbox.dialog360Webhook.withLockedValue { $0 = url.isEmpty ? nil : webhook }
        return .json(webhook.object)
    }
}
