import Foundation
import Hummingbird

/// `/meta/v{N}.0/{phone number id}…`: messages and the number itself.
struct MetaRoutes: Sendable {
    let sandbox: Sandbox

    func add(to router: Router<BasicRequestContext>) {
        router.post("meta/:version/:number/messages") { request, context in
            try await answering { try await send(request, number: try number(request, context)) }
        }
        router.get("meta/:version/:number") { request, context in
            try await answering {
                let number = try number(request, context)
                return .json([
                    "id": .string(number), "display_phone_number": "+1 555 010 0006", "verified_name": "Sandbox",
                    "quality_rating": "GREEN", "throughput": ["level": "STANDARD"],
                ])
            }
        }
    }

    private func answering(_ body: () async throws -> Response) async throws -> Response {
        do { return try await body() } catch let error as MetaError { return error.response }
    }

    /// The number of the path, once version and token are right.
    private func number(_ request: Request, _ context: BasicRequestContext) throws -> String {
        let version = try context.parameters.require("version")
        guard version.hasPrefix("v"), let release = Double(version.dropFirst()), (1..<1000).contains(release) else {
            throw MetaError(2500, "Unknown path components: /\(version)")
        }
        let header = request.headers[.authorization] ?? ""
        guard header.lowercased().hasPrefix("bearer "),
            sandbox.admits(token: String(header.dropFirst(7)), provider: .meta)
        else { throw MetaError.unauthorized }
        let number = try context.parameters.require("number")
        guard !number.isEmpty, number.allSatisfy(\.isNumber) else { throw MetaError.unknownObject }
        return number
    }

    private func send(_ request: Request, number: String) async throws -> Response {
        guard let fields = RequestFields(json: try await request.data()) else {
            throw MetaError(100, "(#100) The request body is not valid JSON")
        }
        guard fields.string("messaging_product") == "whatsapp" else {
            throw MetaError(100, "(#100) The parameter messaging_product is required.")
        }
        if fields.string("status") == "read" { return .json(["success": true]) }
        let (message, input) = try MetaMessage(fields, number: number).taken
        let verdict = sandbox.judge(message, account: number)
        return try await sandbox.settle(verdict, message) { message in
            .json([
                "messaging_product": "whatsapp",
                "contacts": [["input": .string(input), "wa_id": .string(String(message.recipient.dropFirst()))]],
                "messages": [["id": .string(message.providerMessageID), "message_status": "accepted"]],
            ])
        } refuse: {
            Self.error(for: $0).response
        }
    }

    private static func error(for verdict: Verdict) -> MetaError {
        switch verdict {
        case .tooManyRequests:
            MetaError(
                130429, "(#130429) Rate limit hit", status: .tooManyRequests,
                details:
                    "Message failed to send because there were too many messages sent from this phone number in a short period of time."
            )
        case .recipientLimit:
            MetaError(131056, "(#131056) (Business Account, Consumer Account) pair rate limit hit")
        case .refused(.blocked): MetaError(131050, "(#131050) The recipient stopped marketing messages")
        case .refused(.windowClosed): MetaError(131047, "(#131047) Re-engagement message")
        case .refused: MetaError(131026, "(#131026) Message undeliverable")
        case .mediaUnreachable: MetaError(131053, "(#131053) Media upload error")
        default: .serverError
        }
    }
}
