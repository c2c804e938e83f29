import Contracts
import Foundation
import Hummingbird
import Operations
import Persistence
import RabbitMQ

/// `/api/v1/ops`: what the operator's tool does, for programs and the operator's page.
struct OpsController: Sendable {
    let desk: OperatorDesk

    func queues(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try JSONAnswer.response(["queues": try await withBroker { try await desk.queues() }])
    }

    private struct Standing: Encodable {
        let senders: [SenderStatus]
        let pauses: [Pause]
    }

    func senders(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try JSONAnswer.response(
            Standing(senders: try await desk.senders(), pauses: try await desk.pausing.store.current()))
    }

    func stats(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var query = QueryReader(request)
        let hours = query.integer("hours", in: SendingReport.range) ?? 24
        try query.finish()
        return try JSONAnswer.response(try await desk.stats(hours: hours))
    }

    func log(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var query = QueryReader(request)
        let limit = query.integer("limit", in: 1...1_000) ?? 50
        try query.finish()
        return try JSONAnswer.response(["entries": try await desk.log(limit)])
    }

    func pause(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var fields = try await request.object()
        let name = fields.requiredText("name", maximum: 100)
        let reason = fields.text("reason", maximum: Pausing.longestReason) ?? ""
        try fields.finish()
        return try await standing(name ?? "") {
            try await desk.pausing.pause($0, reason: reason, by: context.operatorName)
        }
    }

    func resume(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await standing(try context.pathText("name")) {
            try await desk.pausing.resume($0, by: context.operatorName)
        }
    }

    private func standing(_ name: String, _ change: (String) async throws -> Pausing.Outcome) async throws -> Response {
        do {
            return try JSONAnswer.response(try await change(name))
        } catch let fault as Pausing.Fault {
            throw Problem.invalid("name", "\(fault)")
        }
    }

    func deliveries(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var query = QueryReader(request)
        var search = DeliverySearch()
        for name in query.texts("status") {
            guard let status = DeliveryStatus(rawValue: name) else {
                query.report("status", "must be of \(DeliveryStatus.allCases.map(\.rawValue).joined(separator: ", "))")
                continue
            }
            search.statuses.append(status)
        }
        search.channel = query.channel()
        search.userID = query.integer("user_id", in: 1...9_007_199_254_740_991).map(Int64.init)
        search.isInDoubt = query.boolean("in_doubt") ?? false
        search.isHeld = query.boolean("held") ?? false
        search.limit = query.integer("limit", in: 1...1_000) ?? 50
        try query.finish()
        return try JSONAnswer.response(["deliveries": try await desk.deliveries(search)])
    }

    func delivery(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let id = UUID(uuidString: try context.pathText("id")), let timeline = try await desk.timeline(id) else {
            throw Problem.notFound("There is no delivery with this id.")
        }
        return try JSONAnswer.response(timeline)
    }

    /// What the broker cannot be asked for is said as such; nothing of its address leaves.
    func withBroker<R>(_ body: () async throws -> R) async throws -> R {
        do {
            return try await body()
        } catch is OperatorDesk.NoBroker {
            throw Problem.unavailable(
                "The broker cannot be asked: AMQP_MANAGEMENT_URL is not set.", retryAfter: 3_600)
        } catch let error as BrokerAway {
            throw Problem.unavailable(error.brief)
        } catch is ManagementError {
            throw Problem.unavailable("The broker's management refuses; the service's log knows more.")
        }
    }
}

extension GatewayContext {
    /// For the audit log: operators share a token, so the page can only tell where they came from.
    var operatorName: String { "ops page" }
}

extension QueryReader {
    mutating func channel() -> Channel? {
        guard let name = text("channel") else { return nil }
        guard let channel = Channel(rawValue: name) else {
            report("channel", "must be whatsapp or telegram")
            return nil
        }
        return channel
    }
}
