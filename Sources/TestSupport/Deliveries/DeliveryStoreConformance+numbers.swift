import Contracts
import Foundation
import Notifications

extension DeliveryStoreConformance {
    private static let two = ClaimNumbers(providers: ["twilio", "meta"], open: [1, 2])

    private static func policy(isSpread: Bool = false, open: [Int] = [1, 2]) -> ClaimPolicy {
        var made = policy
        made.numbers = two
        made.numbers.isSpread = isSpread
        made.numbers.open = open
        return made
    }

    private static func claimed(
        _ seeded: SeededDelivery, attempt: Int = 1, number: Int?, by policy: ClaimPolicy, in world: any DeliveryWorld
    ) async throws -> Claim {
        let request = ClaimRequest(id: seeded.id, attempt: attempt, number: number)
        let result = try await world.store.claim([request], on: seeded.channel, by: policy)
        guard case .claimed(let claim)? = result.first else { throw Failure(description: "not claimed: \(result)") }
        return claim
    }

    /// Which number a delivery is sent from, and what is known of people's windows.
    static let numbers: [Rule] = [
        Rule("a claim says from which number, and so does the row from then on") { world in
            let seeded = try await world.make(DeliverySeed(channel: .whatsapp))
            let claim = try await claimed(seeded, number: 2, by: policy(), in: world)
            try expect(claim.number, 2, "number")
            try expect(claim.boundProvider, nil, "bound to")
            let state = try await world.state(of: seeded)
            try expect([state.number.map(String.init), state.provider], ["2", "meta"], "number and provider")
        },
        Rule("with no number to be had it is claimed for none, to be put off") { world in
            let seeded = try await world.make(DeliverySeed(channel: .whatsapp))
            try expect(try await claimed(seeded, number: nil, by: policy(open: []), in: world).number, nil, "number")
        },
        Rule("in doubt, it stays with its number and provider, whatever works") { world in
            let seeded = try await world.make(DeliverySeed(channel: .whatsapp))
            let first = try await claimed(seeded, number: 2, by: policy(), in: world)
            try await record(.inDoubt(wait: .zero, "no answer"), first, of: seeded, withRequest: false, in: world)
            var changed = policy(isSpread: true, open: [1])
            changed.numbers.providers = ["twilio", "twilio"]
            try await world.apply(.stay(with: 1), to: seeded)
            let second = try await claimed(seeded, attempt: 2, number: 1, by: changed, in: world)
            try expect(second.number, 2, "number")
            try expect(second.boundProvider, "meta", "provider")
        },
        Rule("a dead process's claim tells from which number it was sent") { world in
            let seeded = try await world.make(DeliverySeed(channel: .whatsapp))
            _ = try await claimed(seeded, number: 2, by: policy(), in: world)
            try await world.apply(.endLease, to: seeded)
            guard case .deadClaim(let subject, 1) = try await claim(seeded, by: policy(), in: world) else {
                throw Failure(description: "not a dead claim")
            }
            try expect(subject.lastRoute, DeliverySubject.Route(provider: "meta", number: 2), "route")
        },
        Rule("spread: people stay with their number while it works") { world in
            let seeded = try await world.make(DeliverySeed(channel: .whatsapp))
            try await world.apply(.stay(with: 2), to: seeded)
            let claim = try await claimed(seeded, number: 1, by: policy(isSpread: true), in: world)
            try expect([claim.number, claim.conversation.ownNumber], [2, 2], "number, own number")
            let other = try await world.makeAnother(like: seeded)
            let moved = try await claimed(other, number: 1, by: policy(isSpread: true, open: [1]), in: world)
            try expect(moved.number, 1, "number while theirs fails")
        },
        Rule("failover: people have no number of their own") { world in
            let seeded = try await world.make(DeliverySeed(channel: .whatsapp))
            try await world.apply(.stay(with: 2), to: seeded)
            try expect(try await claimed(seeded, number: 1, by: policy(), in: world).number, 1, "number")
        },
        Rule("an answer goes to where the person wrote") { world in
            let seeded = try await world.make(DeliverySeed(channel: .whatsapp, isDirect: true))
            try await world.apply(.openWindow(2), to: seeded)
            let claim = try await claimed(seeded, number: 1, by: policy(), in: world)
            try expect(claim.number, 2, "number")
            try expect(claim.conversation.openWindows, [2], "open windows")
        },
        Rule("a claim brings the open windows, and whether only a template will do") { world in
            let seeded = try await world.make(DeliverySeed(channel: .whatsapp))
            try await world.apply(.openWindow(1), to: seeded)
            try await world.apply(.mustUseTemplate, to: seeded)
            let claim = try await claimed(seeded, number: 1, by: policy(), in: world)
            try expect(claim.conversation.openWindows, [1], "open windows")
            try expect(claim.conversation.mustUseTemplate, true, "template")
        },
        Rule("an acceptance writes the person's number, the template, and a window that was closed behind our back") {
            world in
            let seeded = try await world.make(DeliverySeed(channel: .whatsapp))
            try await world.apply(.openWindow(2), to: seeded)
            let claim = try await claimed(seeded, number: 2, by: policy(), in: world)
            let accepted = DeliveryRecord(
                claim.subject, channel: .whatsapp, attempt: 1, owner: claim.owner, address: claim.address,
                outcome: .accepted(id: "1"),
                request: DeliveryRecord.Attempt(provider: "meta", number: 2, startedAt: Date(), isTemplate: true),
                conversation: DeliveryRecord.ConversationChange(ownNumber: 2, closedWindow: 2))
            try expect(try await world.store.record([accepted]), [true], "taken")
            let state = try await world.state(of: seeded)
            try expect(state.ownNumber, 2, "own number")
            try expect(state.isTemplate, true, "template")
            try expect(state.openWindows, [], "open windows")
        },
        Rule("skipped for the window's sake: the channel is closed for a while, and Telegram told once a day") {
            world in
            let seeded = try await world.make(DeliverySeed(channel: .whatsapp))
            try await world.apply(.linkTelegram("77"), to: seeded)
            for delivery in [seeded, try await world.makeAnother(like: seeded)] {
                let claim = try await claimed(delivery, number: 1, by: policy(), in: world)
                let skipped = DeliveryRecord(
                    claim.subject, channel: .whatsapp, attempt: 1, owner: claim.owner, address: claim.address,
                    outcome: .skipped(.windowClosed, nil),
                    conversation: DeliveryRecord.ConversationChange(isTold: true))
                try expect(try await world.store.record([skipped]), [true], "taken")
            }
            let state = try await world.state(of: seeded)
            try expect(state.isClosed, true, "closed")
            try expect(state.notices, 1, "notices")
            try expect(state.entry, nil, "entry")
            try expect(state.isPendingDue, false, "pending, and not due")
        },
        Rule("doubt is not left to the operator where a repetition is taken once") { world in
            let seeded = try await world.make(DeliverySeed(channel: .whatsapp))
            let first = try await claimed(seeded, number: 2, by: policy(), in: world)
            try await record(.inDoubt(wait: .zero, "no answer"), first, of: seeded, withRequest: false, in: world)
            var holding = policy()
            holding.inDoubt = .hold
            holding.numbers.repeatable = ["meta"]
            try expect(
                try await claimed(seeded, attempt: 2, number: 2, by: holding, in: world).attempt, 2, "attempt")
        },
    ]
}
