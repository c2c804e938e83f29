import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Notifications
import Persistence
import ServiceKit

/// `/webhooks`: callbacks of providers. What is signed well is stored and answered at once; the work is done later.
struct WebhooksController: Sendable {
    /// The most bytes of a callback: Meta's may have three million.
    static let bodyLimit = 4 * 1024 * 1024

    let settings: WebhookSettings
    let publicURL: String
    let callbacks: CallbackProcessor
    let complaints = Complaints()

    var telegramDoor: TelegramDoor { TelegramDoor(callbacks: callbacks) }

    /// `GET /webhooks/whatsapp`: Meta's handshake.
    func confirm(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let number = try number(context)
        try checkAddress(request, context, number.provider)
        let query = FormFields(request.uri.query ?? "")
        guard let token = number.verifyToken?.reveal() else {
            throw refuse(.unconfigured, number.provider, context, missing: variable(number, "WEBHOOK_VERIFY_TOKEN"))
        }
        guard query?["hub.mode"] == "subscribe", let given = query?["hub.verify_token"],
            ConstantTime.equal(given, token), let challenge = query?["hub.challenge"]
        else { throw refuse(.wrongSignature, number.provider, context, missing: nil) }
        return Response(
            status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: challenge)))
    }

    /// `POST /webhooks/whatsapp`, `/webhooks/whatsapp/{n}`, and with a secret behind it for providers that sign
    /// nothing.
    func whatsapp(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let number = try number(context)
        try checkAddress(request, context, number.provider)
        let signed = try await signed(request)
        do throws(WebhookRefusal) {
            try WebhookSignature.check(signed, for: number, pathSecret: context.parameters.get("secret"))
        } catch {
            // A sandbox on this machine signs nothing that nobody has set.
            guard error == .unconfigured, number.isSandbox else {
                throw refuse(error, number.provider, context, missing: neededVariable(number))
            }
        }
        let body = CallbackBody(
            bytes: signed.body, query: signed.query, callbackID: signed.header("webhook-id"))
        let events = try parsed(body, number.provider)
        _ = try await callbacks.receive(
            events.compactMap { event in
                guard let place = place(of: event, number) else { return nil }
                return IncomingCallback(channel: .whatsapp, provider: number.provider, number: place, event: event)
            })
        return answer(to: number.provider)
    }

    /// `POST /webhooks/telegram`. A pressed button is answered in the response itself.
    func telegram(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let telegram = settings.telegram else { throw Problem.notFound("There is nothing at this address.") }
        try checkAddress(request, context, .telegram)
        guard let secret = telegram.secret?.reveal() else {
            throw refuse(.unconfigured, .telegram, context, missing: "TELEGRAM_WEBHOOK_SECRET")
        }
        let signed = try await signed(request)
        guard let given = signed.header("x-telegram-bot-api-secret-token") else {
            throw refuse(.unsigned, .telegram, context, missing: nil)
        }
        guard ConstantTime.equal(given, secret) else { throw refuse(.wrongSignature, .telegram, context, missing: nil) }
        let events = try parsed(CallbackBody(bytes: signed.body), .telegram)
        guard let answer = try await telegramDoor.take(events).first else { return Response(status: .ok) }
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: try JSONEncoder().encode(answer))))
    }

    private func signed(_ request: Request) async throws -> SignedRequest {
        do {
            let body = try await request.body.collect(upTo: Self.bodyLimit)
            return SignedRequest(
                publicURL: publicURL, path: request.head.path ?? "/", headers: request.headers,
                body: Array(body.readableBytesView))
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge(limit: Self.bodyLimit)
        }
    }

    private func parsed(_ body: CallbackBody, _ provider: ProviderKind) throws(Problem) -> [KeyedEvent] {
        do {
            return try CallbackParser.events(of: body, from: provider)
        } catch {
            callbacks.metrics.refused(provider, "unreadable")
            throw .malformed("The body is not in the provider's form.")
        }
    }

    private func answer(to provider: ProviderKind) -> Response {
        guard provider == .twilio else { return Response(status: .ok) }
        // Twilio takes the answer for instructions: none.
        return Response(
            status: .ok, headers: [.contentType: "text/xml"], body: .init(byteBuffer: ByteBuffer(string: "<Response/>"))
        )
    }
}
