import Contracts
import Foundation
import Messaging
import Notifications
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Reports on deliveries", .enabled(if: TestEnvironment.hasDatabase))
struct ReportStoreTests {
    private static let transient = ReportedError(.transient, code: "131000")
    private static let closed = ReportedError(.windowClosed, code: "131047")

    @Test("bring a delivery forward in any order, and tell it once for each step")
    func forward() async throws {
        try await ReportWorld.run { world in
            let seeded = try await world.delivery()
            try await world.attempt(1, .accepted(id: "wamid.1"), of: seeded)
            try await world.report(.read)
            try await world.report(.sent)
            try await world.report(.delivered)
            #expect(try await world.report(.read) == .done("repeated"))
            let state = try await world.world.state(of: seeded)
            #expect(state.status == .read && state.attempts == [1: "read"] && state.entry == "announced")
            #expect(state.facts == ["accepted", "read"])
            let times: Bool? = try await world.pool.value(
                "SELECT delivered_at IS NOT NULL AND read_at IS NOT NULL FROM campanello.deliveries")
            #expect(times == true)
        }
    }

    @Test("of a transient failure make the entries reserved and send the next attempt after its wait")
    func transientFailure() async throws {
        try await ReportWorld.run { world in
            let seeded = try await world.delivery()
            try await world.attempt(1, .accepted(id: "wamid.1"), of: seeded)
            #expect(try await world.report(.failed, error: Self.transient) == .done("failed"))
            #expect(try await world.report(.failed, error: Self.transient) == .done("repeated"))
            var state = try await world.world.state(of: seeded)
            #expect(state.status == .pending && state.attempt == 1 && state.entry == "reserved")
            #expect(state.facts == ["accepted", "failed"] && !state.isInDoubt)
            #expect(try await world.copies(of: seeded) == [2])
            let body: String? = try await world.pool.value(
                "SELECT body FROM campanello.outbox WHERE exchange = 'notifications'")
            #expect(body?.contains(seeded.id.text) == true && body?.contains(ReportWorld.address) == false)
            try await world.world.apply(.becomeDue, to: seeded)
            state = try await world.attempt(2, .accepted(id: "wamid.2"), of: seeded)
            #expect(state.status == .accepted && state.entry == "announced")
            // The first attempt arrived after all: the delivery stands with the best.
            try await world.report(.delivered)
            state = try await world.world.state(of: seeded)
            #expect(state.status == .delivered && state.attempts == [1: "delivered", 2: "accepted"])
            // And a failure of the second changes nothing any more.
            try await world.report(.failed, "wamid.2", error: Self.transient)
            #expect(try await world.world.state(of: seeded).status == .delivered)
        }
    }

    @Test("of a late arrival overtake the next attempt, which then finds the delivery finished")
    func overtaken() async throws {
        try await ReportWorld.run { world in
            let seeded = try await world.delivery()
            try await world.attempt(1, .accepted(id: "wamid.1"), of: seeded)
            try await world.report(.failed, error: Self.transient)
            try await world.report(.delivered)
            let state = try await world.world.state(of: seeded)
            #expect(state.status == .delivered && state.entry == "announced")
            let results = try await world.world.store.claim(
                [ClaimRequest(id: seeded.id, attempt: 2)], on: .whatsapp, by: ClaimPolicy(owner: "late"))
            guard case .finished = results.first else {
                Issue.record("claimed again: \(results)")
                return
            }
        }
    }

    @Test("end the attempts: the last failure is dead, and keeps its entries")
    func spent() async throws {
        try await ReportWorld.run { world in
            let seeded = try await world.delivery()
            for number in 1...3 {
                try await world.world.apply(.becomeDue, to: seeded)
                try await world.attempt(number, .accepted(id: "wamid.\(number)"), of: seeded)
                try await world.report(.failed, "wamid.\(number)", error: Self.transient)
            }
            let state = try await world.world.state(of: seeded)
            #expect(state.status == .dead && state.reason == "attempts-spent" && state.entry == "reserved")
            #expect(try await world.copies(of: seeded) == [2, 3])
            #expect(state.facts.suffix(2) == ["failed", "dead"])
        }
    }

    @Test("of a closed window ask for a template, once")
    func closedWindow() async throws {
        try await ReportWorld.run { world in
            let seeded = try await world.delivery()
            try await world.pool.execute(
                """
                INSERT INTO campanello.conversation_windows VALUES ($1, 'whatsapp', 1, now() + interval '5 hours')
                """, [.int(seeded.userID)])
            try await world.attempt(1, .accepted(id: "wamid.1"), of: seeded)
            try await world.report(.failed, error: Self.closed)
            let mustUseTemplate: Bool? = try await world.pool.value(
                "SELECT must_use_template FROM campanello.deliveries")
            #expect(mustUseTemplate == true)
            #expect(try await world.pool.count("conversation_windows WHERE open_until > now()") == 0)
            try await world.world.apply(.becomeDue, to: seeded)
            try await world.attempt(2, .accepted(id: "wamid.2"), of: seeded)
            try await world.report(.failed, "wamid.2", error: Self.closed)
            let state = try await world.world.state(of: seeded)
            #expect(state.status == .skipped && state.reason == "window-closed" && state.entry == nil)
            #expect(try await world.copies(of: seeded) == [2])
        }
    }

    @Test("of a refused recipient suspend the channel and give the listings back; an opt-out leaves its proof")
    func recipient() async throws {
        try await ReportWorld.run { world in
            let seeded = try await world.delivery()
            try await world.attempt(1, .accepted(id: "wamid.1"), of: seeded)
            try await world.report(.failed, error: ReportedError(.optOut, code: "131050"))
            let state = try await world.world.state(of: seeded)
            #expect(state.status == .skipped && state.isSuspended && state.entry == nil)
            let how: String? = try await world.pool.value("SELECT direction || ' ' || how FROM campanello.consents")
            #expect(how == "out provider-opt-out")
            #expect(try await world.pool.count("pending_filters") == 1)
        }
    }

    @Test("settle what is in doubt, through our own delivery's id", arguments: [true, false])
    func inDoubt(hasArrived: Bool) async throws {
        try await ReportWorld.run { world in
            let seeded = try await world.delivery()
            try await world.attempt(1, .inDoubt(wait: .seconds(600), "timeout"), of: seeded)
            try await world.report(
                hasArrived ? .sent : .failed, of: seeded.id, error: hasArrived ? nil : Self.transient)
            let state = try await world.world.state(of: seeded)
            #expect(state.status == (hasArrived ? .sent : .pending))
            #expect(state.entry == (hasArrived ? "announced" : "reserved"))
            #expect(state.attempts == [1: hasArrived ? "sent" : "failed"])
            if !hasArrived { #expect(!state.isInDoubt) }
            // From now on its id is known.
            try await world.report(.delivered)
            #expect(try await world.world.state(of: seeded).status == .delivered)
        }
    }

    @Test("that come before the id is recorded wait, and are joined")
    func early() async throws {
        try await ReportWorld.run { world in
            let seeded = try await world.delivery()
            let claim = try await world.claimed(seeded)
            guard case .later = try await world.report(.delivered, of: seeded.id) else {
                Issue.record("did not wait for the sender")
                return
            }
            #expect(try await world.world.state(of: seeded).status == .sending)
            try await world.record(.accepted(id: "wamid.1"), claim, of: seeded)
            let waiting: Int64? = try await world.pool.value(
                "SELECT id FROM campanello.callbacks WHERE done_at IS NULL")
            #expect(try await world.work(try #require(waiting)) == .done("delivered"))
            #expect(try await world.world.state(of: seeded).status == .delivered)
            let content: Bool? = try await world.pool.value("SELECT content IS NULL FROM campanello.callbacks")
            #expect(content == true)
        }
    }

    @Test("on a dead process's attempt settle it once its lease is over")
    func deadClaim() async throws {
        try await ReportWorld.run { world in
            let seeded = try await world.delivery()
            _ = try await world.claimed(seeded)
            try await world.world.apply(.endLease, to: seeded)
            try await world.report(.delivered, of: seeded.id)
            let state = try await world.world.state(of: seeded)
            #expect(state.status == .delivered && state.attempts == [1: "delivered"] && state.entry == "announced")
        }
    }

    @Test("on nobody's messages are given up after a day")
    func unmatched() async throws {
        try await ReportWorld.run { world in
            guard case .later = try await world.report(.delivered, "wamid.stranger") else {
                Issue.record("did not wait")
                return
            }
            try await world.pool.execute("UPDATE campanello.callbacks SET received_at = now() - interval '25 hours'")
            let id: Int64? = try await world.pool.value("SELECT id FROM campanello.callbacks")
            #expect(try await world.work(try #require(id)) == .done("unmatched"))
        }
    }

    @Test("on a direct message send it again too")
    func direct() async throws {
        try await ReportWorld.run { world in
            let seeded = try await world.delivery(isDirect: true)
            try await world.attempt(1, .accepted(id: "wamid.1"), of: seeded)
            try await world.report(.failed, error: Self.transient)
            #expect(try await world.copies(of: seeded) == [2])
            let key: String? = try await world.pool.value(
                "SELECT routing_key FROM campanello.outbox WHERE exchange = 'notifications'")
            #expect(key == "whatsapp.direct")
        }
    }
}
