import Contracts
import Foundation
import Listings
import Persistence

/// What is known when it is decided what to say to the people a transaction holds.
struct PlanningFacts: Sendable {
    var now: Date
    var addressees: [Addressee]
    /// Their filters that are due.
    var due: [DueFilter]
    /// What they have not heard of, from filters that are due and from others.
    var pending: [PendingMatch]
    /// Every filter named above that still exists.
    var filters: [Int64: FilterRecord]
    /// Every listing named above that can be read.
    var listings: [Int64: PresentListing]
}

/// What is to be said, and what becomes of the pending rows.
struct NotificationPlan: Sendable, Equatable {
    var drafts: [NotificationDraft] = []
    /// One for every due filter.
    var changes: [DueFilter.Key: PendingChange] = [:]
}

/// Decides what to announce: a pure function of what is known.
///
/// A person hears of a home once on a channel, from the filter that has waited longest of those that may speak and
/// found it; the message names all that did. What is gone or no longer fits is left out.
struct NotificationPlanner: Sendable {
    let policy: SpeakingPolicy
    /// Makes a notification's id.
    var makeID: @Sendable (Date) -> UUID = { UUID.v7(at: $0) }
    /// From 0 to 1, anew each time.
    var spread: @Sendable () -> Double = { Double.random(in: 0...1) }

    func plan(_ facts: PlanningFacts) -> NotificationPlan {
        let fit = FitCache(filters: facts.filters, listings: facts.listings)
        let due = Dictionary(grouping: facts.due, by: \.addressee)
        let pending = Dictionary(grouping: facts.pending) {
            Addressee.Key(userID: $0.userID, channel: $0.filter.channel)
        }
        var plan = NotificationPlan()
        for addressee in facts.addressees.sorted(by: { $0.key < $1.key }) {
            let ready = ready(due[addressee.key] ?? [], for: addressee, facts, &plan)
            guard !ready.isEmpty else { continue }
            let person = PersonFindings(
                pending[addressee.key] ?? [], facts: facts, fit: fit, policy: policy,
                isFresh: { match in isFresh(match, ready, facts, addressee) })
            speak(ready, person, to: addressee, facts, &plan)
        }
        return plan
    }

    /// The filters that may speak, the longest waiting first; the others are told when to come again.
    private func ready(
        _ due: [DueFilter], for addressee: Addressee, _ facts: PlanningFacts, _ plan: inout NotificationPlan
    ) -> [DueFilter] {
        var ready: [DueFilter] = []
        for filter in due {
            let record = facts.filters[filter.key.filterID]
            switch policy.standing(of: filter, record, for: addressee, now: facts.now, spread: spread()) {
            case .ready: ready.append(filter)
            case .wait(let duration): plan.changes[filter.key] = .wait(duration)
            case .gone: plan.changes[filter.key] = .remove
            }
        }
        return ready.sorted { ($0.firstPendingAt, $0.key) < ($1.firstPendingAt, $1.key) }
    }

    private func isFresh(
        _ match: PendingMatch, _ ready: [DueFilter], _ facts: PlanningFacts, _ addressee: Addressee
    ) -> Bool {
        guard let filter = facts.filters[match.filter.filterID] else { return false }
        let last = ready.first { $0.key == match.filter }?.lastAcceptedAt
        return policy.isFresh(match, lastAcceptedAt: last, filter, addressee, now: facts.now)
    }

    private func speak(
        _ ready: [DueFilter], _ findings: PersonFindings, to addressee: Addressee, _ facts: PlanningFacts,
        _ plan: inout NotificationPlan
    ) {
        var addressee = addressee
        var told: Set<Int64> = []
        for due in ready {
            guard let filter = facts.filters[due.key.filterID] else { continue }
            // What was said to the person a moment ago counts for the day.
            let standing = policy.standing(of: due, filter, for: addressee, now: facts.now, spread: spread())
            if case .wait(let duration) = standing {
                plan.changes[due.key] = .wait(duration)
                continue
            }
            let (speech, hasMore) = speech(of: filter.id, findings, without: told)
            plan.changes[due.key] = change(for: filter.id, hasMore: hasMore, findings)
            guard let speech else { continue }
            told.formUnion(speech.homes.map(\.item.homeID))
            addressee.spokenToday += 1
            plan.drafts.append(
                NotificationDraft(
                    id: makeID(facts.now), userID: addressee.key.userID, filter: filter.asSpoken,
                    channel: due.key.channel, kind: speech.kind, locale: addressee.locale,
                    items: speech.homes.map(\.item)))
        }
    }

    private struct Speech {
        let kind: PersonFindings.Kind
        let homes: [PersonFindings.Told]

        var since: Date { homes.map(\.since).min() ?? .distantFuture }
    }

    /// What the filter says now: new listings or dropped prices, whichever has waited longer; and whether the other
    /// waits for its next message.
    private func speech(
        of filter: Int64, _ findings: PersonFindings, without told: Set<Int64>
    ) -> (Speech?, hasMore: Bool) {
        let speeches = [PersonFindings.Kind.newListings, .priceDrop].map { kind in
            Speech(
                kind: kind, homes: findings.homes(of: filter, kind).filter { !told.contains($0.item.homeID) })
        }.filter { !$0.homes.isEmpty }
        return (speeches.min { $0.since < $1.since }, speeches.count > 1)
    }

    private func change(for filter: Int64, hasMore: Bool, _ findings: PersonFindings) -> PendingChange {
        if hasMore || findings.isWaiting(filter) {
            return .wait(SpeakingPolicy.nextRecheck * (0.75 + spread() / 2))
        }
        return findings.hasGone(filter) ? .park : .remove
    }
}
