import Foundation
import Hummingbird

/// The sandbox's own routes: what arrived, what goes wrong, what was seen of the limits.
struct SandboxRoutes: Sendable {
    let sandbox: Sandbox

    func add(to router: Router<BasicRequestContext>) {
        router.get("health") { _, _ in Response.json(["status": "ok"]) }
        router.get("messages") { request, _ in try answeringFaults { try messages(request) } }
        router.delete("messages") { _, _ in
            await sandbox.reset()
            return Response(status: .noContent)
        }
        router.get("stats") { _, _ in try await stats() }
        router.get("faults") { _, _ in Response.json(try SandboxJSON.data(sandbox.faults)) }
        router.delete("faults") { _, _ in
            sandbox.faults = Faults()
            return Response(status: .noContent)
        }
        router.post("faults") { request, _ in
            let body = try await request.data()
            return try answeringFaults {
                let faults = try Faults.parse(body)
                sandbox.faults = faults
                return Response.json(try SandboxJSON.data(faults))
            }
        }
    }

    private func messages(_ request: Request) throws -> Response {
        let query = try MessageQuery(request.uri.queryParameters).query
        return .json(try SandboxJSON.data(sandbox.messages.page(query)))
    }

    private func stats() async throws -> Response {
        struct Stats: Encodable {
            let accepted: [String: Int]
            let refused: [String: Int]
            let limits: [String: RateLimits.Figures]
            let callbacks: CallbackDesk.Figures
        }
        let counts = sandbox.messages.counts
        let accepted = SandboxChannel.allCases.map { ($0.rawValue, counts[$0] ?? 0) }
        return .json(
            try SandboxJSON.data(
                Stats(
                    accepted: Dictionary(uniqueKeysWithValues: accepted), refused: sandbox.refused,
                    limits: sandbox.limits.figures(), callbacks: await sandbox.callbacks.figures)))
    }

    private func answeringFaults(_ body: () throws -> Response) throws -> Response {
        do { return try body() } catch let error as SandboxInputError {
            return .problem(error.description)
        }
    }
}
