import Foundation
import Hummingbird

/// `/twilio/2010-04-01/Accounts/{sid}…`: messages, one message's state, the account.
struct TwilioRoutes: Sendable {
    let sandbox: Sandbox

    func add(to router: Router<BasicRequestContext>) {
        let account = router.group("twilio/2010-04-01/Accounts")
        account.post(":account/Messages.json") { request, context in
            try await answering { try await send(request, account: context.parameters.require("account")) }
        }
        account.get(":account/Messages/:message") { request, context in
            try await answering {
                let sid = try authorized(request, account: context.parameters.require("account"))
                return try message(context.parameters.require("message").replacing(".json", with: ""), account: sid)
            }
        }
        account.get(":account/Balance.json") { request, context in
            try await answering {
                let sid = try authorized(request, account: context.parameters.require("account"))
                return .json(["account_sid": .string(sid), "balance": "100.00", "currency": "EUR"])
            }
        }
        account.get(":account") { request, context in
            try await answering {
                let name = try context.parameters.require("account").replacing(".json", with: "")
                let sid = try authorized(request, account: name)
                return .json(["sid": .string(sid), "friendly_name": "Sandbox", "status": "active", "type": "Full"])
            }
        }
    }

    private func answering(_ body: () async throws -> Response) async throws -> Response {
        do { return try await body() } catch let error as TwilioError { return error.response }
    }

    private func send(_ request: Request, account name: String) async throws -> Response {
        let account = try authorized(request, account: name)
        let key = Self.credentials(request)?.password
        let fields = RequestFields(form: String(decoding: try await request.data(), as: UTF8.self))
        let message = try TwilioMessage(fields).message
        sandbox.remember(key: key, of: .twilio, number: message.sender)
        let verdict = sandbox.judge(message, account: message.sender)
        return try await sandbox.settle(verdict, message, key: key) {
            .json(TwilioMessage.resource($0, account: account), status: .created)
        } refuse: {
            Self.error(for: $0, message).response
        }
    }

    /// One message as the API tells it afterwards.
    private func message(_ sid: String, account: String) throws -> Response {
        let page = sandbox.messages.page(.init(provider: .twilio, limit: .max))
        guard let message = page.messages.last(where: { $0.providerMessageID == sid }) else {
            throw TwilioError.notFound
        }
        var resource = TwilioMessage.resource(message, account: account)
        resource = resource.with("status", message.status == .failed ? "undelivered" : "delivered")
        if let code = message.failure?.code(.twilio) { resource = resource.with("error_code", .int(code)) }
        return .json(resource)
    }

    /// The account of the path, once the Basic credentials are its own or an API key's.
    private func authorized(_ request: Request, account: String) throws -> String {
        guard let (name, password) = Self.credentials(request), name == account || name.hasPrefix("SK"),
            sandbox.admits(token: password, provider: .twilio)
        else { throw TwilioError.unauthorized }
        return account
    }

    private static func credentials(_ request: Request) -> (name: String, password: String)? {
        guard let header = request.headers[.authorization], header.lowercased().hasPrefix("basic "),
            let data = Data(base64Encoded: String(header.dropFirst(6)))
        else { return nil }
        let parts = String(decoding: data, as: UTF8.self).split(separator: ":", maxSplits: 1).map(String.init)
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }

    private static func error(for verdict: Verdict, _ message: SandboxMessage) -> TwilioError {
        switch verdict {
        case .tooManyRequests, .recipientLimit: .tooMany
        case .refused(.blocked):
            TwilioError(21610, "Attempt to send to unsubscribed recipient")
        case .refused(.windowClosed):
            TwilioError(63016, "Failed to send freeform message because you are outside the allowed window.")
        case .refused: TwilioError(63024, "Invalid message recipient")
        case .mediaUnreachable: TwilioError(63019, "Media failed to download")
        case .templateUnknown: TwilioError(63027, "Template does not exist for a language and locale")
        default: .serverError
        }
    }
}
