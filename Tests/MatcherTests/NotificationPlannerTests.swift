import Contracts
import Foundation
import Listings
import Persistence
import Testing

@testable import Matcher

@Suite("Deciding what to say")
struct NotificationPlannerTests {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)
    static let anna = Addressee(
        key: .init(userID: 1, channel: .telegram), locale: "it", isPremium: true, mayBeSpokenTo: true)
    let planner = NotificationPlanner(
        policy: SpeakingPolicy(
            schedules: [.telegram: Schedule(gather: .seconds(5), channelInterval: .seconds(1800))],
            catchUp: .seconds(7 * 86_400)),
        makeID: { _ in UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)) }, spread: { 0.5 })

    private func filter(_ id: Int64, city: String = "Roma", active: Bool = true) -> FilterRecord {
        FilterRecord(
            id: id, userID: 1,
            settings: FilterDraft(
                name: "filter \(id)", isActive: active, conditions: FilterConditions(cities: [city])))
    }

    private func due(_ filter: Int64, since seconds: Double = 60) -> DueFilter {
        DueFilter(
            key: .init(filterID: filter, channel: .telegram), userID: 1, firstPendingAt: Self.now - seconds)
    }

    private func pending(_ filter: Int64, _ listing: Int64, ago seconds: Double = 60) -> PendingMatch {
        PendingMatch(
            filter: .init(filterID: filter, channel: .telegram), userID: 1, listingID: listing,
            matchedAt: Self.now - seconds)
    }

    private func listing(
        _ id: Int64, home: Int64? = nil, city: String = "Roma", seen seconds: Double = 100, removed: Bool = false
    ) -> PresentListing {
        PresentListing(
            id: id, homeID: home ?? id,
            content: Listing(
                source: "idealista", externalID: "\(id)", url: "https://x.invalid", title: "t", city: city),
            firstSeenAt: Self.now - seconds, isRemoved: removed)
    }

    private func plan(
        _ due: [DueFilter], _ pending: [PendingMatch], _ filters: [FilterRecord], _ listings: [PresentListing],
        for addressee: Addressee = Self.anna
    ) -> NotificationPlan {
        planner.plan(
            PlanningFacts(
                now: Self.now, addressees: [addressee], due: due, pending: pending,
                filters: Dictionary(uniqueKeysWithValues: filters.map { ($0.id, $0) }),
                listings: Dictionary(uniqueKeysWithValues: listings.map { ($0.id, $0) })))
    }

    @Test("the filter that has waited longest speaks for a home; the other has nothing left")
    func longestWaiting() {
        let plan = plan(
            [due(1, since: 60), due(2, since: 90)], [pending(1, 7), pending(2, 7), pending(1, 8)],
            [filter(1), filter(2)], [listing(7), listing(8)])
        #expect(plan.drafts.map(\.filter.id) == [2, 1])
        #expect(plan.drafts[0].items == [.init(listingID: 7, homeID: 7, episode: 0, filterIDs: [1, 2])])
        #expect(plan.drafts[1].items == [.init(listingID: 8, homeID: 8, episode: 0, filterIDs: [1])])
        #expect(plan.changes == [due(1).key: .remove, due(2).key: .remove])
    }

    @Test("a filter that is not due is named all the same, and says nothing itself")
    func notDueIsNamed() {
        var later = due(2)
        later.lastAcceptedAt = Self.now - 600
        let plan = plan(
            [due(1), later], [pending(1, 7), pending(2, 7), pending(2, 8)], [filter(1), filter(2)],
            [listing(7), listing(8)])
        #expect(plan.drafts.map(\.items) == [[.init(listingID: 7, homeID: 7, episode: 0, filterIDs: [1, 2])]])
        #expect(plan.changes[later.key] == .wait(.seconds(1200)))
    }

    @Test("a home on two portals is said once, by its newest listing")
    func oneHome() {
        let plan = plan(
            [due(1)], [pending(1, 7), pending(1, 8)], [filter(1)],
            [listing(7, home: 7, seen: 500), listing(8, home: 7, seen: 100)])
        #expect(plan.drafts.map { $0.items.map(\.listingID) } == [[8]])
    }

    @Test("newest first by our first sight")
    func order() {
        let plan = plan(
            [due(1)], [7, 8, 9].map { pending(1, $0) }, [filter(1)],
            [listing(7, seen: 50), listing(8, seen: 500), listing(9, seen: 5)])
        #expect(plan.drafts.first?.items.map(\.listingID) == [9, 7, 8])
    }

    @Test("what is gone, unreadable, too old or no longer fits is left out")
    func leftOut() {
        let plan = plan(
            [due(1, since: 20 * 86_400)],
            [pending(1, 6), pending(1, 7), pending(1, 8), pending(1, 9, ago: 8 * 86_400), pending(1, 10)], [filter(1)],
            [listing(7, removed: true), listing(8, city: "Milano"), listing(9), listing(10)])
        #expect(plan.drafts.map { $0.items.map(\.listingID) } == [[10]])
        #expect(plan.changes[due(1).key] == .park)
    }

    @Test("a match that had to wait for its interval is not too old by then")
    func catchingUp() {
        var weekly = due(1, since: 13 * 86_400)
        weekly.lastAcceptedAt = Self.now - 13.5 * 86_400
        let slow = FilterRecord(
            id: 1, userID: 1,
            settings: FilterDraft(
                name: "weekly", notificationFrequencyHours: 168, conditions: FilterConditions(cities: ["Roma"])))
        let plan = plan([weekly], [pending(1, 7, ago: 13 * 86_400)], [slow], [listing(7)])
        #expect(plan.drafts.count == 1)
    }

    @Test("nothing left is forgotten, and so is a deleted filter's row")
    func nothingLeft() {
        let plan = plan([due(1), due(2)], [], [filter(1)], [])
        #expect(plan == NotificationPlan(drafts: [], changes: [due(1).key: .remove, due(2).key: .remove]))
    }

    @Test(
        "reasons that last, a look-back and an unfinished message make a filter wait",
        arguments: [("silenced", 3600), ("paused", 3600), ("looking back", 1), ("unfinished", 60)])
    func waits(reason: String, seconds: Int) {
        var filterDue = due(1)
        var person = Self.anna
        var record = filter(1)
        switch reason {
        case "silenced": person.mayBeSpokenTo = false
        case "paused": record = filter(1, active: false)
        case "looking back": filterDue.isLookingBack = true
        default: filterDue.unfinishedSince = Self.now - 3600
        }
        let plan = plan([filterDue], [pending(1, 7)], [record], [listing(7)], for: person)
        #expect(plan == NotificationPlan(drafts: [], changes: [filterDue.key: .wait(.seconds(seconds))]))
    }

    @Test("matches gather for a while after the first")
    func gathering() {
        let plan = plan([due(1, since: 2)], [pending(1, 7)], [filter(1)], [listing(7)])
        #expect(plan == NotificationPlan(drafts: [], changes: [due(1).key: .wait(.seconds(3))]))
    }

    @Test("in quiet hours a filter waits for their end, and not all for the same second")
    func quiet() {
        var person = Self.anna
        let minute = Int(Self.now.timeIntervalSince1970) / 60 % 1440
        person.timeZone = "GMT"
        person.quietHours = Persistence.QuietHours(fromMinute: minute, toMinute: (minute + 90) % 1440)
        let plan = plan([due(1)], [pending(1, 7)], [filter(1)], [listing(7)], for: person)
        #expect(plan.drafts.isEmpty)
        let left = 5400 - Int(Self.now.timeIntervalSince1970) % 60
        guard case .wait(let wait) = plan.changes[due(1).key] else {
            Issue.record("it does not wait")
            return
        }
        #expect(abs(wait.seconds - Double(left + 30)) < 0.01)
    }

    private func planned(_ spokenToday: Int, filters: [Int64]) -> NotificationPlan {
        var policy = planner.policy
        policy.schedules[.telegram]?.dailyCap = 2
        let planner = NotificationPlanner(policy: policy, spread: { 0.5 })
        var person = Self.anna
        person.spokenToday = spokenToday
        return planner.plan(
            PlanningFacts(
                now: Self.now, addressees: [person], due: filters.map { due($0) },
                pending: filters.map { pending($0, $0) },
                filters: Dictionary(uniqueKeysWithValues: filters.map { ($0, filter($0)) }),
                listings: Dictionary(uniqueKeysWithValues: filters.map { ($0, listing($0)) })))
    }

    @Test("what is said in a round counts for the day's cap; the rest waits for midnight")
    func cap() {
        let plan = planned(1, filters: [1, 2, 3])
        #expect(plan.drafts.map(\.filter.id) == [1])
        for late in [due(2), due(3)] {
            guard case .wait(let wait) = plan.changes[late.key] else {
                Issue.record("filter \(late.key.filterID) does not wait")
                continue
            }
            let midnight = LocalDay.midnight(after: Self.now, in: TimeZone(identifier: "Europe/Rome") ?? .gmt)
            let seconds = midnight.timeIntervalSince(Self.now)
            #expect((seconds...seconds + 60).contains(wait.seconds))
        }
        #expect(planned(2, filters: [1]).drafts.isEmpty)
    }

    @Test("a price drop speaks of the price that was heard, to those who heard it, and not while that is not settled")
    func drop() {
        func match(_ heard: PendingMatch.Heard?) -> PendingMatch {
            var match = pending(1, 7)
            (match.episode, match.heard) = (1, heard)
            return match
        }
        var now = listing(7)
        (now.content.price, now.episode) = (900, 1)
        let told = plan([due(1)], [match(.init(isAnnounced: true, price: 1000))], [filter(1)], [now])
        #expect(told.drafts.map(\.kind) == [.priceDrop])
        #expect(
            told.drafts.first?.items == [
                .init(listingID: 7, homeID: 7, episode: 1, previousPrice: 1000, filterIDs: [1])
            ])
        #expect(told.changes[due(1).key] == .remove)

        let unsettled = plan([due(1)], [match(.init(isAnnounced: false, price: 1000))], [filter(1)], [now])
        #expect(unsettled == NotificationPlan(drafts: [], changes: [due(1).key: .wait(.seconds(60))]))
        let alreadyHeard = plan([due(1)], [match(.init(isAnnounced: true, price: 920))], [filter(1)], [now])
        #expect(alreadyHeard == NotificationPlan(drafts: [], changes: [due(1).key: .remove]))
    }

    @Test("new listings and dropped prices are two messages, the longer waiting first")
    func twoKinds() {
        var drop = pending(1, 7, ago: 90)
        (drop.episode, drop.heard) = (1, .init(isAnnounced: true, price: 1000))
        var cheap = listing(7)
        (cheap.content.price, cheap.episode) = (900, 1)
        let plan = plan([due(1)], [pending(1, 8, ago: 60), drop], [filter(1)], [cheap, listing(8)])
        #expect(plan.drafts.map(\.kind) == [.priceDrop])
        #expect(plan.changes == [due(1).key: .wait(.seconds(60))])
    }
}
