import Foundation
import Hummingbird

/// `…/workspaces/{workspace}/channels/{channel}…`: Bird's channels API, below any of Bird's names.
struct BirdChannelsRoutes: Sendable {
    let sandbox: Sandbox

    func add(to router: Router<BasicRequestContext>) {
        for name in ["bird-channels", "bird", "messagebird"] {
            let channel = router.group("\(name)/workspaces/:workspace/channels/:channel")
            channel.get { request, context in
                try await answering(request) {
                    .json([
                        "id": .string(try context.parameters.require("channel")), "name": "Sandbox",
                        "platformId": "whatsapp", "status": "active",
                    ])
                }
            }
            channel.post("messages") { request, context in
                try await answering(request) {
                    guard let fields = RequestFields(json: try await request.data()) else {
                        throw BirdChannelsError("bad_request", "The body is not valid JSON", status: .badRequest)
                    }
                    return try await send(fields, channel: try context.parameters.require("channel"))
                }
            }
        }
    }

    private func answering(_ request: Request, _ body: () async throws -> Response) async throws -> Response {
        do {
            guard sandbox.admits(token: request.accessKey ?? "", provider: .birdChannels) else {
                throw BirdChannelsError.unauthorized
            }
            return try await body()
        } catch let error as BirdChannelsError {
            return error.response
        }
    }

    private func send(_ fields: RequestFields, channel: String) async throws -> Response {
        let message = try BirdChannelsMessage(fields, channel: channel).message
        let verdict = sandbox.judge(message, account: channel)
        return try await sandbox.settle(verdict, message) {
            .json(
                [
                    "id": .string($0.providerMessageID), "channelId": .string(channel), "status": "accepted",
                    "reference": .string($0.correlation ?? ""), "createdAt": .string($0.at.formatted(.iso8601)),
                ], status: .accepted)
        } refuse: {
            BirdChannelsError.refusal($0).response
        }
    }
}
