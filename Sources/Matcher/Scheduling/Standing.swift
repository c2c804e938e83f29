import Contracts
import Foundation
import Listings
import Persistence

/// Whether a filter may speak on a channel now.
enum Standing: Sendable, Equatable {
    case ready
    /// Not before this has passed; then it is looked at again.
    case wait(Duration)
    /// The filter is gone, and with it what is pending.
    case gone
}

extension SpeakingPolicy {
    /// While a reason lasts, the filter is not due. Whatever ends one makes it due at once; this is for what nobody
    /// tells.
    private static let lastingRecheck = Duration.seconds(3600)
    /// Whoever finishes a notification makes what gathered behind it due; this is for what nobody tells, or tells at
    /// the very moment at which it is decided to wait: it is looked at again after as long as it has taken so far.
    private static let unfinishedRecheck = 1.0...60.0

    /// While what a person heard before is not settled, or something else of the filter goes first.
    static let nextRecheck = Duration.seconds(60)

    /// - Parameter spread: from 0 to 1, so that many who wait for the same reason do not come back together.
    func standing(
        of due: DueFilter, _ filter: FilterRecord?, for addressee: Addressee, now: Date, spread: Double
    ) -> Standing {
        guard let filter else { return .gone }
        guard let schedule = schedules[due.key.channel], addressee.mayBeSpokenTo, filter.isActive,
            filter.settings.notificationEnabled, filter.speaks(on: due.key.channel)
        else { return .wait(Self.lastingRecheck * (0.75 + spread / 2)) }
        if due.isLookingBack { return .wait(.seconds(1)) }
        if let since = due.unfinishedSince {
            let recheck = Self.unfinishedRecheck
            let seconds = min(max(now.timeIntervalSince(since), recheck.lowerBound), recheck.upperBound)
            return .wait(.seconds(seconds) * (0.75 + spread / 2))
        }
        let situation = situation(
            firstPending: due.firstPendingAt, lastAccepted: due.lastAcceptedAt, filter, addressee)
        let wait = schedule.nextLook(situation, now: now, spread: spread).timeIntervalSince(now)
        return wait > 0 ? .wait(.seconds(wait)) : .ready
    }

    /// Whether a match is still worth announcing: `catchUp` has not passed since it was first due. Quiet hours and the
    /// day's cap only lengthen the wait, and a match that waited for them is not yet old.
    func isFresh(
        _ match: PendingMatch, lastAcceptedAt: Date?, _ filter: FilterRecord, _ addressee: Addressee, now: Date
    ) -> Bool {
        guard var schedule = schedules[match.filter.channel] else { return false }
        // What intervals would have held back may be caught up with longer, also where they are not kept.
        schedule.isDebug = false
        // The cap that holds today says nothing of the day of the match.
        schedule.dailyCap = .max
        let situation = situation(
            firstPending: match.matchedAt, lastAccepted: lastAcceptedAt, filter, addressee)
        return schedule.due(situation, now: match.matchedAt) + catchUp.seconds > now
    }

    private func situation(
        firstPending: Date, lastAccepted: Date?, _ filter: FilterRecord, _ addressee: Addressee
    ) -> Schedule.Situation {
        Schedule.Situation(
            firstPending: firstPending, lastAccepted: lastAccepted, plan: addressee.isPremium ? .premium : .free,
            frequencyHours: filter.settings.notificationFrequencyHours,
            quietHours: addressee.quietHours.map { Listings.QuietHours(from: $0.fromMinute, to: $0.toMinute) },
            timeZone: TimeZone(identifier: addressee.timeZone) ?? .gmt, acceptedToday: addressee.spokenToday)
    }
}
