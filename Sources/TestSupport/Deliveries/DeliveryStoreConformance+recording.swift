import Contracts
import Foundation
import Notifications

extension DeliveryStoreConformance {
    static let recording: [Rule] = [
        Rule("accepted: the provider's id, the entries, the attempt and a fact are written, and it is finished") {
            world in
            let seeded = try await world.make(DeliverySeed())
            try await world.apply(.gatherMore, to: seeded)
            let claim = try await claimed(seeded, in: world)
            let state = try await record(.accepted(id: "77"), claim, of: seeded, in: world)
            try expect(state.status, .accepted, "status")
            try expect(state.providerMessageID, "77", "provider's id")
            try expect(state.entry, "announced", "entry")
            try expect(state.attempts, [1: "accepted"], "attempts")
            try expect(state.facts, ["accepted"], "facts")
            try expect(state.isPendingDue, true, "what gathered meanwhile is due")
            guard case .finished(let settled) = try await DeliveryStoreConformance.claim(seeded, in: world) else {
                throw Failure(description: "not finished")
            }
            try expect(settled.status, .accepted, "settled as")
        },
        Rule("an acceptance counts even when the claim was lost meanwhile") { world in
            let seeded = try await world.make(DeliverySeed())
            let first = try await claimed(seeded, in: world)
            try await world.apply(.endLease, to: seeded)
            guard case .deadClaim(let subject, 1) = try await claim(seeded, in: world) else {
                throw Failure(description: "not a dead claim")
            }
            let doubt = DeliveryRecord(
                subject, channel: seeded.channel, attempt: 1, owner: nil, outcome: .inDoubt(wait: .zero, "gone"))
            try expect(try await world.store.record([doubt]), [true], "doubt is written")
            let state = try await record(.accepted(id: "78"), first, of: seeded, in: world)
            try expect(state.status, .accepted, "status")
            try expect(state.isInDoubt, true, "the doubt stays on record")
        },
        Rule("anything else does not count when the claim was lost") { world in
            let seeded = try await world.make(DeliverySeed())
            let first = try await claimed(seeded, in: world)
            try await world.apply(.endLease, to: seeded)
            guard case .deadClaim(let subject, 1) = try await claim(seeded, in: world) else {
                throw Failure(description: "not a dead claim")
            }
            let doubt = DeliveryRecord(
                subject, channel: seeded.channel, attempt: 1, owner: nil, outcome: .inDoubt(wait: .zero, "gone"))
            _ = try await world.store.record([doubt])
            let state = try await record(
                .retry(wait: .zero, fault), first, of: seeded, isTaken: false, in: world)
            try expect(state.isInDoubt, true, "in doubt")
            try expect(state.attempt, 1, "attempt")
        },
        Rule("postponed spends no attempt, retry does") { world in
            let seeded = try await world.make(DeliverySeed())
            let first = try await claimed(seeded, in: world)
            let throttled = ProviderError(.throttled, code: "429", detail: "")
            var state = try await record(.postponed(wait: .zero, throttled), first, of: seeded, in: world)
            try expect([state.attempt, state.attempts.count], [0, 1], "attempt, and what is known of it")
            let second = try await claimed(seeded, in: world)
            state = try await record(.retry(wait: .zero, fault), second, of: seeded, in: world)
            try expect(state.attempt, 1, "attempt")
            try expect(state.status, .pending, "status")
            try expect(state.entry, "reserved", "entry")
            try expect(state.facts, [], "facts")
        },
        Rule("skipped: its listings are pending again") { world in
            let seeded = try await world.make(DeliverySeed())
            let claim = try await claimed(seeded, in: world)
            let gone = ProviderError(.optOut, code: "403", detail: "blocked")
            let state = try await record(
                .skipped(.optedOut, gone), claim, of: seeded, recipient: .refused(reason: "opted-out", limit: 1),
                in: world)
            try expect(state.status, .skipped, "status")
            try expect(state.reason, "opted-out", "reason")
            try expect(state.entry, nil, "entry")
            try expect(state.isPendingDue, false, "pending, and not due")
            try expect(state.isSuspended, true, "suspended")
            try expect(state.facts, ["skipped"], "facts")
        },
        Rule("skipped after doubt: its listings are not said again") { world in
            let seeded = try await world.make(DeliverySeed())
            let first = try await claimed(seeded, in: world)
            try await record(.inDoubt(wait: .zero, "no answer"), first, of: seeded, in: world)
            let second = try await claimed(seeded, attempt: 2, in: world)
            let state = try await record(.skipped(.policy, nil), second, of: seeded, in: world)
            try expect(state.entry, "reserved", "entry")
            try expect(state.isPendingDue, nil, "pending")
        },
        Rule("a skipped delivery that was never claimed is written, too") { world in
            let seeded = try await world.make(DeliverySeed())
            try await world.apply(.pauseFilter, to: seeded)
            guard case .skip(let subject, let attempt, let reason) = try await claim(seeded, in: world) else {
                throw Failure(description: "not skipped")
            }
            let record = DeliveryRecord(
                subject, channel: seeded.channel, attempt: attempt, owner: nil, outcome: .skipped(reason, nil))
            try expect(try await world.store.record([record]), [true], "taken")
            let state = try await world.state(of: seeded)
            try expect(state.status, .skipped, "status")
            try expect(state.entry, nil, "entry")
            try expect(state.attempts, [:], "attempts")
        },
        Rule("dead: the entries stay, a fact is written") { world in
            let seeded = try await world.make(DeliverySeed())
            let claim = try await claimed(seeded, in: world)
            let content = ProviderError(.content, code: "400", detail: "message is too long")
            let state = try await record(.dead(reason: "content-refused", content), claim, of: seeded, in: world)
            try expect(state.status, .dead, "status")
            try expect(state.entry, "reserved", "entry")
            try expect(state.reason, "content-refused", "reason")
            try expect(state.facts, ["dead"], "facts")
        },
        Rule("in doubt and held waits for the operator") { world in
            let seeded = try await world.make(DeliverySeed())
            let first = try await claimed(seeded, in: world)
            let state = try await record(.inDoubt(wait: nil, "no answer"), first, of: seeded, in: world)
            try expect(state.isHeld, true, "held")
            try expect(state.attempts, [1: "in_doubt"], "attempts")
            guard case .held(_, 1, false) = try await claim(seeded, attempt: 2, in: world) else {
                throw Failure(description: "not held")
            }
        },
        Rule("refusals suspend an address only at their limit, and an acceptance forgets them") { world in
            let seeded = try await world.make(DeliverySeed())
            let refusal = ProviderError(.recipient, code: "131026", detail: "")
            let first = try await claimed(seeded, in: world)
            var state = try await record(
                .skipped(.recipientUnreachable, refusal), first, of: seeded,
                recipient: .refused(reason: "recipient-unreachable", limit: 3), in: world)
            try expect([state.refusals, state.isSuspended ? 1 : 0], [1, 0], "refusals and suspension")
            let other = try await world.makeAnother(like: seeded)
            let second = try await claimed(other, in: world)
            try expect(second.refusals, 1, "refusals as claimed")
            state = try await record(.accepted(id: "1"), second, of: other, recipient: .reachable, in: world)
            try expect(state.refusals, 0, "refusals")
        },
        Rule("a refusal does not count against an address that was linked after the claim") { world in
            let seeded = try await world.make(DeliverySeed())
            let claim = try await claimed(seeded, in: world)
            try await world.apply(.relink, to: seeded)
            let state = try await record(
                .skipped(.optedOut, ProviderError(.optOut, code: "403", detail: "")), claim, of: seeded,
                recipient: .refused(reason: "opted-out", limit: 1), in: world)
            try expect([state.refusals, state.isSuspended ? 1 : 0], [0, 0], "refusals and suspension")
            try expect(state.address, "2002", "address")
        },
        Rule("a refusal that is written twice counts once") { world in
            let seeded = try await world.make(DeliverySeed())
            let claim = try await claimed(seeded, in: world)
            let refusal = ProviderError(.recipient, code: "131026", detail: "")
            for isTaken in [true, false] {
                let state = try await record(
                    .skipped(.recipientUnreachable, refusal), claim, of: seeded,
                    recipient: .refused(reason: "recipient-unreachable", limit: 2), isTaken: isTaken, in: world)
                try expect([state.refusals, state.isSuspended ? 1 : 0], [1, 0], "refusals and suspension")
            }
        },
        Rule("a chat that has moved is found at its new id") { world in
            let seeded = try await world.make(DeliverySeed(address: "-500"))
            let claim = try await claimed(seeded, in: world)
            let state = try await record(
                .accepted(id: "1"), claim, of: seeded, recipient: .moved(from: "-500", to: "-100500"), in: world)
            try expect(state.address, "-100500", "address")
        },
        Rule("a group is written as one, each with its own outcome") { world in
            var group: [(SeededDelivery, Claim)] = []
            for index in 0..<20 {
                let seeded = try await world.make(DeliverySeed(address: "9\(index)"))
                group.append((seeded, try await claimed(seeded, in: world)))
            }
            let records = group.enumerated().map { index, item in
                DeliveryRecord(
                    item.1.subject, channel: item.0.channel, attempt: 1, owner: item.1.owner,
                    outcome: index % 2 == 0 ? .accepted(id: "m\(index)") : .retry(wait: .seconds(5), fault),
                    request: DeliveryRecord.Attempt(provider: "telegram", number: 1, startedAt: Date()))
            }
            try expect(try await world.store.record(records.reversed()).count { $0 }, 20, "taken")
            for (index, item) in group.enumerated() {
                let state = try await world.state(of: item.0)
                try expect(state.status, index % 2 == 0 ? .accepted : .pending, "status of \(index)")
                try expect(state.providerMessageID, index % 2 == 0 ? "m\(index)" : nil, "provider's id of \(index)")
            }
        },
    ]
}
