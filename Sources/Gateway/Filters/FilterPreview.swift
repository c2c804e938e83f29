import Foundation
import Listings
import Persistence

/// What a filter would have sent in the last 30 days, had it been there: the same rule for what matches, the same
/// formula for when it is due.
struct FilterPreview: Sendable {
    static let days = 30
    /// Beyond this many candidates the filter is too wide to be worked out at once.
    static let maximumCandidates = 100_000
    /// Messages from this hour on, until the other, come at night.
    static let night = (from: 23, to: 7)

    struct Answer: Encodable, Sendable {
        let days: Int
        let totalListings: Int
        let messages: Int
        /// Messages between 23:00 and 07:00 by the person's clock.
        let messagesAtNight: Int
        /// Listings that came between 23:00 and 07:00, whenever they would have been told of.
        let listingsAtNight: Int
        /// The least minutes between two messages.
        let intervalMinutes: Int
        /// False: the filter is so wide that only its newest listings were counted.
        let isComplete: Bool
        /// The three newest.
        let sampleListings: [ListingAnswer]
    }

    let listings: ListingStore
    let schedule: Schedule

    func run(_ draft: FilterDraft, for person: UserRecord, now: Date = Date()) async throws -> Answer {
        let found = try await find(draft.conditions, since: now.addingTimeInterval(-Double(Self.days) * 86_400))
        let situation = Self.situation(draft, person, now: now)
        let sent = messages(found.times.sorted(), situation)
        let zone = situation.timeZone
        return Answer(
            days: Self.days, totalListings: found.times.count, messages: sent.count,
            messagesAtNight: sent.count { Self.isNight($0, in: zone) },
            listingsAtNight: found.times.count { Self.isNight($0, in: zone) },
            intervalMinutes: Int(schedule.interval(situation).components.seconds / 60), isComplete: found.isComplete,
            sampleListings: found.newest.prefix(FilterTrials.samples).map(ListingAnswer.init))
    }

    private func find(
        _ conditions: FilterConditions, since: Date
    ) async throws -> (times: [Date], newest: [ListingRecord], isComplete: Bool) {
        let prepared = PreparedConditions(conditions)
        var times: [Date] = []
        var newest: [ListingRecord] = []
        var candidates = 0
        for search in FilterTrials.searches(conditions) {
            var search = search
            (search.firstSeenSince, search.includesGone) = (since, true)
            repeat {
                let page = try await listings.page(search)
                candidates += page.listings.count
                let matching = page.listings.filter { prepared.matches(PreparedListing($0.listing)) }
                times += matching.map(\.firstSeenAt)
                newest += matching.filter { !$0.isRemoved }.prefix(FilterTrials.samples)
                search.cursor = page.next
                guard candidates < Self.maximumCandidates else { return (times, sorted(newest), false) }
            } while search.cursor != nil
        }
        return (times, sorted(newest), true)
    }

    private func sorted(_ records: [ListingRecord]) -> [ListingRecord] {
        records.sorted { ($0.firstSeenAt, $0.id) > ($1.firstSeenAt, $1.id) }
    }

    /// When messages would have gone out: each takes everything that came until it was due.
    private func messages(_ times: [Date], _ situation: Schedule.Situation) -> [Date] {
        var sent: [Date] = []
        var situation = situation
        var index = 0
        while index < times.count {
            situation.firstPending = times[index]
            situation.acceptedToday = 0
            let due = schedule.due(situation, now: times[index])
            sent.append(due)
            situation.lastAccepted = due
            while index < times.count, times[index] <= due { index += 1 }
        }
        return sent
    }

    private static func situation(_ draft: FilterDraft, _ person: UserRecord, now: Date) -> Schedule.Situation {
        let quiet = person.quietHours.map { Listings.QuietHours(from: $0.fromMinute, to: $0.toMinute) }
        return Schedule.Situation(
            firstPending: now, plan: person.effectivePlan(at: now) == .premium ? .premium : .free,
            frequencyHours: draft.notificationFrequencyHours, quietHours: quiet,
            timeZone: TimeZone(identifier: person.timeZone) ?? .gmt)
    }

    private static func isNight(_ date: Date, in zone: TimeZone) -> Bool {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let hour = calendar.component(.hour, from: date)
        return hour >= night.from || hour < night.to
    }
}
