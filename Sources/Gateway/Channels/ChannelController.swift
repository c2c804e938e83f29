import Hummingbird

/// What every channel's side of an account answers alike.
protocol ChannelController: Sendable {
    var links: ChannelLinks { get }
}

extension ChannelController {
    func unlink(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try JSONAnswer.response(try await links.unlink(try context.requirePerson()))
    }

    func toggle(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try JSONAnswer.response(
            try await links.toggle(try context.requirePerson(), try await request.object()))
    }
}
