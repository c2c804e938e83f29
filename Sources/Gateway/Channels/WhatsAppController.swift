import Contracts
import Hummingbird
import Persistence

/// The WhatsApp side of an account: `/api/v1/whatsapp`.
struct WhatsAppController: ChannelController {
    let linking: WhatsAppLinking
    let codes: WhatsAppCodes
    let tests: TestMessages

    var links: ChannelLinks { linking.links }

    func status(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        let state = try await links.state(person, asked: context.asked)
        let (record, pending) = (state.recipient, state.pending)
        return JSONAnswer.written { writer in
            writer.object {
                $0.field("enabled", links.mode != .off && record?.isEnabled == true && record?.provedAt != nil)
                $0.field("phone_number", record?.address ?? pending?.address)
                $0.field("instance_id", record == nil ? pending?.instanceID : record?.instanceID)
                $0.field("verified", record?.provedAt != nil)
                $0.field("suspended_reason", record?.suspendedReason)
                $0.field("verification_expires_at", pending?.expiresAt)
            }
        }
    }

    func link(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        try links.requireEnabled()
        let (number, instance) = try await Self.wanted(request)
        return try JSONAnswer.response(try await linking.link(person, number, instanceID: instance))
    }

    /// Has a code sent to a number, to be told to ``confirm(_:_:)``.
    func sendCode(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        try links.requireEnabled()
        let (number, instance) = try await Self.wanted(request)
        return try JSONAnswer.response(
            try await codes.send(to: person, number, instanceID: instance), status: .accepted)
    }

    func confirm(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        try links.requireEnabled()
        var body = try await request.object()
        let code = body.requiredText("code", maximum: 20)
        try body.finish()
        return try JSONAnswer.response(try await codes.confirm(person, code ?? ""))
    }

    /// Sends a test message to the caller's own number. A number in the body must be that one.
    func test(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        try links.requireEnabled()
        var body = try await request.optionalObject()
        let written = body.text("phone_number", maximum: 40)
        try body.finish()
        let record = try await links.find(person)
        if let written, try Self.number(written).text != record?.address {
            throw Problem.refused(
                "Test messages go only to the number that is linked to your account.", field: "phone_number")
        }
        return try await tests.send(to: person, record, links)
    }

    func settings(_ request: Request, _ context: GatewayContext) throws -> Response {
        try JSONAnswer.response(WhatsAppSettingsAnswer(enabled: links.mode != .off))
    }

    /// The number that is to be linked, and the instance that it is for.
    /// - Throws: ``Problem`` 400 naming the field.
    private static func wanted(_ request: Request) async throws -> (PhoneNumber, instance: String?) {
        var body = try await request.object()
        let written = body.requiredText("phone_number", maximum: 40)
        let instance = body.text("instance_id", maximum: 100)
        try body.finish()
        return (try number(written ?? ""), instance)
    }

    /// - Throws: ``Problem`` 400 naming `phone_number`.
    private static func number(_ written: String) throws(Problem) -> PhoneNumber {
        do {
            return try PhoneNumber(written)
        } catch {
            throw .refused("The telephone number \(error.detail).", field: "phone_number")
        }
    }
}
