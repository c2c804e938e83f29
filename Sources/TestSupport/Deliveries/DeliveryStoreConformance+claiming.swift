import Contracts
import Foundation
import Notifications

extension DeliveryStoreConformance {
    static let claiming: [Rule] = [
        Rule("a due delivery is claimed with its address and its listing's present words") { world in
            let seeded = try await world.make(DeliverySeed(address: "1001"))
            let claim = try await claimed(seeded, in: world)
            try expect(claim.attempt, 1, "attempt")
            try expect(claim.address, "1001", "address")
            try expect(claim.subject.userID, seeded.userID, "user")
            try expect(claim.listings.count, 1, "listings")
            try expect(try await world.state(of: seeded).status, .sending, "status")
        },
        Rule("a delivery is claimed once, however many ask at the same time") { world in
            let seeded = try await world.make(DeliverySeed())
            let results = try await withThrowingTaskGroup(of: ClaimResult.self) { group in
                for index in 0..<8 {
                    group.addTask {
                        try await claim(seeded, by: ClaimPolicy(owner: "replica \(index)"), in: world)
                    }
                }
                return try await group.reduce(into: [ClaimResult]()) { $0.append($1) }
            }
            let winners = results.filter { if case .claimed = $0 { true } else { false } }
            try expect(winners.count, 1, "winners")
            for case .leased(let wait) in results {
                try expect(wait > .seconds(50) && wait < .seconds(70), true, "the lease's rest, \(wait)")
            }
            try expect(results.count { if case .leased = $0 { true } else { false } }, 7, "losers")
        },
        Rule("a message without a row is missing") { world in
            let nobody = SeededDelivery(id: .v7(), channel: .telegram, userID: 1, filterID: 1, listingID: nil)
            try expect(try await claim(nobody, in: world), .missing, "result")
        },
        Rule("a claim whose lease is over is in doubt") { world in
            let seeded = try await world.make(DeliverySeed())
            _ = try await claimed(seeded, in: world)
            try await world.apply(.endLease, to: seeded)
            guard case .deadClaim(let subject, 1) = try await claim(seeded, in: world) else {
                throw Failure(description: "not a dead claim")
            }
            try expect(subject.id, seeded.id, "id")
        },
        Rule("a message behind its row is superseded, one before its time is not due") { world in
            let seeded = try await world.make(DeliverySeed())
            let first = try await claimed(seeded, in: world)
            let began = ContinuousClock.now
            try await record(.retry(wait: .seconds(5), fault), first, of: seeded, in: world)
            guard case .superseded(2, let wait) = try await claim(seeded, in: world) else {
                throw Failure(description: "not superseded")
            }
            try expect(isRest(wait, of: .seconds(5), since: began), true, "the rest of its wait, \(wait)")
            guard case .notDue(let rest) = try await claim(seeded, attempt: 2, in: world), rest <= .seconds(5) else {
                throw Failure(description: "not postponed to its time")
            }
            try await world.apply(.becomeDue, to: seeded)
            try expect(try await claimed(seeded, attempt: 2, in: world).attempt, 2, "attempt")
        },
        Rule("attempts that are spent are not made again") { world in
            let seeded = try await world.make(DeliverySeed())
            for attempt in 1...3 {
                let claim = try await claimed(seeded, attempt: attempt, in: world)
                try await record(.retry(wait: .zero, fault), claim, of: seeded, in: world)
            }
            guard case .spent(_, 3, let last) = try await claim(seeded, attempt: 4, in: world) else {
                throw Failure(description: "not spent")
            }
            try expect(last.code, "500", "the last error's code")
        },
        Rule("what holds now decides, not what held when it was queued") { world in
            let cases: [(WorldChange, SkipReason)] = [
                (.unlink, .unlinked), (.switchOff, .channelOff), (.suspend, .suspended), (.pauseFilter, .filterPaused),
                (.muteFilter, .filterMuted), (.deleteFilter, .filterDeleted), (.expire, .expired),
                (.closeAccount, .accountInactive),
            ]
            for (index, (change, reason)) in cases.enumerated() {
                let seeded = try await world.make(DeliverySeed(address: "20\(index)"))
                try await world.apply(change, to: seeded)
                guard case .skip(_, 0, let found) = try await claim(seeded, in: world) else {
                    throw Failure(description: "\(change) is not skipped")
                }
                try expect(found, reason, "\(change)")
                try expect(try await world.state(of: seeded).status, .pending, "status after \(change)")
            }
        },
        Rule("a listing that is gone is missing from the claim") { world in
            let seeded = try await world.make(DeliverySeed())
            try await world.apply(.removeListing, to: seeded)
            try expect(try await claimed(seeded, in: world).listings, [:], "listings")
        },
        Rule("a direct message is claimed with its text, also where the channel is switched off") { world in
            let seeded = try await world.make(DeliverySeed(isDirect: true, textKey: "linked"))
            try await world.apply(.switchOff, to: seeded)
            let claim = try await claimed(seeded, in: world)
            try expect(claim.direct?.key, "linked", "key")
            try expect(claim.direct?.locale, "ru", "locale")
        },
        Rule("a person's own limit lets as many through as fit into the patience") { world in
            let first = try await world.make(DeliverySeed())
            let others = try await [
                world.makeAnother(like: first), world.makeAnother(like: first),
                world.makeAnother(like: first),
            ]
            var paced = policy
            paced.recipientInterval = .seconds(1)
            let all = [first] + others
            let results = try await world.store.claim(
                all.map { ClaimRequest(id: $0.id, attempt: 1) }, on: first.channel, by: paced)
            let waits = results.compactMap { result -> Duration? in
                if case .claimed(let claim) = result { claim.wait } else { nil }
            }.sorted()
            try expect(waits.count, 3, "claimed of four")
            try expect(waits.map { Int($0.components.seconds) }, [0, 1, 2], "waits")
            guard
                case .recipientBusy(let wait)? = results.first(where: {
                    if case .recipientBusy = $0 { true } else { false }
                })
            else { throw Failure(description: "nobody is told to wait") }
            try expect(wait > .seconds(2) && wait <= .seconds(3), true, "the wait, \(wait)")
        },
        Rule("a direct message waits for nobody's limit") { world in
            let seeded = try await world.make(DeliverySeed(isDirect: true))
            let other = try await world.makeAnother(like: seeded)
            var paced = policy
            paced.recipientInterval = .seconds(6)
            for delivery in [seeded, other] {
                try expect(try await claimed(delivery, by: paced, in: world).wait, .zero, "wait")
            }
        },
        Rule("with doubt left to the operator, a delivery that comes back in doubt is held") { world in
            let seeded = try await world.make(DeliverySeed())
            let first = try await claimed(seeded, in: world)
            try await record(.inDoubt(wait: .zero, "no answer"), first, of: seeded, in: world)
            var holding = policy
            holding.inDoubt = .hold
            guard case .held(_, 1, true) = try await claim(seeded, attempt: 2, by: holding, in: world) else {
                throw Failure(description: "not held")
            }
            try expect(try await claimed(seeded, attempt: 2, in: world).attempt, 2, "resent otherwise as attempt")
        },
        Rule("a group's messages keep the group's distance") { world in
            let first = try await world.make(DeliverySeed(address: "-1001"))
            let second = try await world.makeAnother(like: first)
            var paced = policy
            (paced.recipientInterval, paced.groupInterval) = (.seconds(1), .seconds(3))
            paced.recipientPatience = .seconds(5)
            let results = try await world.store.claim(
                [first, second].map { ClaimRequest(id: $0.id, attempt: 1) }, on: first.channel, by: paced)
            let waits = results.compactMap { result -> Int64? in
                if case .claimed(let claim) = result { claim.wait.components.seconds } else { nil }
            }
            try expect(waits.sorted(), [0, 3], "waits")
        },
        Rule("slots are handed out in turn") { world in
            let began = ContinuousClock.now
            for turn in 0..<3 {
                let wait = try await world.store.takeSlots(key: "telegram:1", count: 10, step: .milliseconds(100))
                try expect(isRest(wait, of: .seconds(turn), since: began), true, "turn \(turn), \(wait)")
            }
            let other = try await world.store.takeSlots(key: "telegram:1:direct", count: 1, step: .milliseconds(100))
            try expect(other < .milliseconds(20), true, "another key has its own, \(other)")
        },
    ]

    /// Whether `wait` is what may be left of `whole` by now: stores count the time that a busy machine takes, too.
    private static func isRest(_ wait: Duration, of whole: Duration, since began: ContinuousClock.Instant) -> Bool {
        let rounding = Duration.milliseconds(20)
        let least = whole - (ContinuousClock.now - began) - rounding
        return wait >= max(.zero, least) && wait <= whole + rounding
    }
}
