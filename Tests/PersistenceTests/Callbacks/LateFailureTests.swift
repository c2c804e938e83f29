import Contracts
import Foundation
import Logging
import Messaging
import Notifications
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Failures after acceptance", .enabled(if: TestEnvironment.hasDatabase))
struct LateFailureTests {
    private static let refusedContent = ReportedError(.content, code: "131051", detail: "no such kind")

    @Test("that are final leave a copy in the dead letters, with their reason", arguments: [false, true])
    func deadLetter(isDirect: Bool) async throws {
        try await ReportWorld.run { world in
            let seeded = try await world.delivery(isDirect: isDirect)
            try await world.attempt(1, .accepted(id: "wamid.1"), of: seeded)
            try await world.report(.failed, error: Self.refusedContent)
            #expect(try await world.world.state(of: seeded).status == .dead)
            let publisher = RecordingPublisher()
            let relay = OutboxRelay(
                service: "whatsapp-sender", pool: world.pool, publisher: publisher, logger: Logger(label: "test"))
            try await OutboxRelayTests.running(relay) {
                try await eventually { publisher.published.contains { $0.exchange == "dead-letters" } }
            }
            let buried = publisher.published.filter { $0.exchange == "dead-letters" }
            #expect(buried.map(\.routingKey) == [isDirect ? "whatsapp.direct" : "whatsapp.notifications"])
            let message = try #require(buried.first?.message)
            #expect(buried.first?.mandatory == true)
            #expect(message.messageID == seeded.id.text && message.attempt == 1)
            #expect(message.type == (isDirect ? "direct-message.v1" : "new-listings-for-filter.v1"))
            let texts = [
                "reason": "content-refused", "error-class": "content", "error-code": "131051", "provider": "meta",
                "error": "no such kind",
            ]
            for (name, text) in texts { #expect(message.headers[name] == .string(text)) }
            #expect(message.headers["failed-at"] != nil && message.headers["first-attempt-at"] != nil)
            #expect(!String(decoding: message.body, as: UTF8.self).contains(ReportWorld.address))
        }
    }

    @Test("let what gathered behind them go: a reopened delivery is not on its way")
    func reopened() async throws {
        try await ReportWorld.run { world in
            let seeded = try await world.delivery()
            try await world.attempt(1, .inDoubt(wait: .seconds(600), "timeout"), of: seeded)
            try await world.pool.execute(
                """
                INSERT INTO campanello.pending_filters (filter_id, channel, user_id, first_pending_at, due_at)
                VALUES ($1, 'whatsapp', $2, now(), now())
                """, [PostgresValue(seeded.filterID), .int(seeded.userID)])
            #expect(try await Self.isAwaited(world.pool) == true)
            try await world.pool.execute("UPDATE campanello.pending_filters SET due_at = now() + interval '1 minute'")
            try await world.report(.failed, of: seeded.id, error: ReportedError(.transient, code: "131000"))
            #expect(try await world.world.state(of: seeded).status == .pending)
            #expect(try await Self.isAwaited(world.pool) == false)
        }
    }

    /// Whether the scheduler, which has to find the filter due, would let it wait for a delivery.
    private static func isAwaited(_ pool: PostgresPool) async throws -> Bool? {
        try await pool.transaction { connection in
            try await SchedulingStore(connection: connection).claim(limit: 10, channels: [.whatsapp])
                .filters.first.map { $0.unfinishedSince != nil }
        }
    }

    @Test("for want of a window bar a person only until they write; what comes late bars on")
    func writing() async throws {
        try await ReportWorld.run { world in
            _ = try await world.delivery()
            let hours = { (hours: Double) in Date(timeIntervalSinceNow: hours * 3600) }
            try await world.pool.execute("UPDATE campanello.recipients SET closed_until = now() + interval '1 day'")
            try await world.pool.transaction { connection in
                let person = try await Correspondent.find(
                    channel: .whatsapp, address: ReportWorld.address, on: connection)
                try await person?.openWindow(number: 1, since: hours(-25), on: connection)
            }
            #expect(try await world.pool.count("recipients WHERE closed_until IS NOT NULL AND number = 1") == 1)
            try await world.pool.transaction { connection in
                let person = try await Correspondent.find(
                    channel: .whatsapp, address: ReportWorld.address, on: connection)
                try await person?.openWindow(number: 2, since: hours(0), on: connection)
            }
            #expect(try await world.pool.count("recipients WHERE closed_until IS NULL AND number = 1") == 1)
        }
    }
}

@Suite("Reports on a dead process's request", .enabled(if: TestEnvironment.hasDatabase))
struct DeadRequestReportTests {
    /// The same attempt was refused by Twilio first, which spends none, and then claimed for Meta by a process that
    /// died.
    private static func deadClaim(in world: ReportWorld) async throws -> (seeded: SeededDelivery, claim: Claim) {
        let seeded = try await world.delivery()
        let refused = try await claim(seeded, number: 2, in: world)
        let record = DeliveryRecord(
            refused.subject, channel: .whatsapp, attempt: 1, owner: refused.owner, address: refused.address,
            outcome: .postponed(wait: .zero, nil),
            request: DeliveryRecord.Attempt(provider: "twilio", number: 2, startedAt: Date()))
        #expect(try await world.world.store.record([record]) == [true])
        let dead = try await claim(seeded, number: 1, in: world)
        try await world.world.apply(.endLease, to: seeded)
        return (seeded, dead)
    }

    private static func claim(_ seeded: SeededDelivery, number: Int, in world: ReportWorld) async throws -> Claim {
        var policy = ClaimPolicy(owner: "number \(number)")
        policy.numbers = ClaimNumbers(providers: ["meta", "twilio"], open: [1, 2])
        let request = ClaimRequest(id: seeded.id, attempt: 1, number: number)
        let results = try await world.world.store.claim([request], on: .whatsapp, by: policy)
        guard case .claimed(let claim)? = results.first else { throw Unexpected(results: results) }
        return claim
    }

    private struct Unexpected: Error { let results: [ClaimResult] }

    @Test("are told apart when an earlier request's report has finished the delivery meanwhile")
    func second() async throws {
        try await ReportWorld.run { world in
            let seeded = try await world.delivery()
            try await world.attempt(1, .inDoubt(wait: .zero, "timeout"), of: seeded)
            try await world.claimed(seeded, attempt: 2)
            try await world.world.apply(.endLease, to: seeded)
            #expect(try await world.report(.delivered, "wamid.1", of: seeded.id) == .done("delivered"))
            #expect(try await world.report(.sent, "wamid.2", of: seeded.id) == .done("sent"))
            let state = try await world.world.state(of: seeded)
            #expect(state.status == .delivered && state.attempts == [1: "delivered", 2: "sent"])
        }
    }

    @Test("leave in doubt what a later attempt may have said as well")
    func overtaken() async throws {
        try await ReportWorld.run { world in
            let seeded = try await world.delivery()
            try await world.attempt(1, .accepted(id: "wamid.1"), of: seeded)
            try await world.report(.failed, error: ReportedError(.transient, code: "131000"))
            try await world.world.apply(.becomeDue, to: seeded)
            try await world.claimed(seeded, attempt: 2)
            #expect(try await world.report(.delivered) == .done("delivered"))
            let state = try await world.world.state(of: seeded)
            #expect(state.status == .delivered && state.isInDoubt)
        }
    }

    @Test("settle it before and after it is found to be in doubt", arguments: [false, true])
    func settled(isInDoubt: Bool) async throws {
        try await ReportWorld.run { world in
            let (seeded, claim) = try await Self.deadClaim(in: world)
            if isInDoubt {
                let record = DeliveryRecord(
                    claim.subject, channel: .whatsapp, attempt: 1, owner: nil, outcome: .inDoubt(wait: .zero, "gone"))
                #expect(try await world.world.store.record([record]) == [true])
            }
            #expect(try await world.report(.sent, of: seeded.id) == .done("sent"))
            #expect(try await world.report(.delivered, of: seeded.id) == .done("delivered"))
            let state = try await world.world.state(of: seeded)
            #expect(state.status == .delivered && state.attempts == [1: "delivered"] && state.provider == "meta")
        }
    }
}
