import Foundation
import Listings
import Testing

@Suite struct ScheduleTests {
    private let now = Date(timeIntervalSince1970: 1_795_169_700)  // Friday, 2026-11-20, 10:15 UTC
    private let rome = TimeZone(identifier: "Europe/Rome") ?? .gmt

    private func due(
        _ schedule: Schedule = Schedule(), _ change: (inout Schedule.Situation) -> Void = { _ in }
    ) -> Double {
        var situation = Schedule.Situation(firstPending: now, plan: .premium, timeZone: rome)
        change(&situation)
        return schedule.due(situation, now: now).timeIntervalSince(now)
    }

    @Test("the first match after a quiet time waits for the gathering alone")
    func gathering() {
        #expect(due() == 5)
        #expect(due(Schedule(gather: .milliseconds(500))) == 0.5)
        #expect(due { $0.lastAccepted = now.addingTimeInterval(-86_400) } == 5)
    }

    @Test("the longest of the intervals counts, from what was last accepted")
    func intervals() {
        #expect(due { $0.lastAccepted = now } == 1800)
        #expect(due(Schedule(channelInterval: .seconds(7200))) { $0.lastAccepted = now } == 7200)
        #expect(due { ($0.lastAccepted, $0.plan) = (now, .free) } == 86_400)
        #expect(due { ($0.lastAccepted, $0.frequencyHours) = (now, 6) } == 6 * 3600)
        #expect(due { ($0.lastAccepted, $0.frequencyHours, $0.plan) = (now, 6, .free) } == 86_400)
        #expect(due { ($0.lastAccepted, $0.frequencyHours, $0.plan) = (now, 168, .free) } == 168 * 3600)
    }

    @Test("what was pending long ago may be due in the past")
    func past() {
        #expect(due { $0.firstPending = now.addingTimeInterval(-100) } == -95)
    }

    @Test("debugging ignores intervals, plans and caps, not the gathering")
    func debugging() {
        let debug = Schedule(isDebug: true)
        #expect(
            due(debug) { ($0.lastAccepted, $0.plan, $0.frequencyHours, $0.acceptedToday) = (now, .free, 168, 99) } == 5)
    }

    @Test("beyond the day's cap it is the next local midnight")
    func cap() {
        #expect(due { $0.acceptedToday = 49 } == 5)
        // 23:00 UTC is midnight in Rome in November.
        #expect(due { $0.acceptedToday = 50 } == 12.75 * 3600)
        #expect(due { ($0.acceptedToday, $0.timeZone) = (50, .gmt) } == 13.75 * 3600)
    }

    @Test("quiet hours end by the person's clock")
    func quiet() {
        // 11:15 in Rome.
        #expect(due { $0.quietHours = QuietHours(from: 11 * 60, to: 12 * 60) } == 2700)
        #expect(due { $0.quietHours = QuietHours(from: 22 * 60, to: 8 * 60) } == 5)
        #expect(due { $0.quietHours = QuietHours(from: 11 * 60, to: 11 * 60) } == 5)
        #expect(due { ($0.quietHours, $0.timeZone) = (QuietHours(from: 10 * 60, to: 11 * 60), .gmt) } == 2700)
        // Due at 23:15 by its interval, quiet from 22 to 8: in the morning.
        #expect(
            due {
                ($0.lastAccepted, $0.frequencyHours, $0.quietHours) = (now, 12, QuietHours(from: 22 * 60, to: 8 * 60))
            } == 20.75 * 3600)
        // Pending since yesterday, and it is quiet now.
        #expect(
            due {
                ($0.firstPending, $0.quietHours) = (
                    now.addingTimeInterval(-86_400), QuietHours(from: 11 * 60, to: 12 * 60)
                )
            } == 2700)
        #expect(due(Schedule(isDebug: true)) { $0.quietHours = QuietHours(from: 11 * 60, to: 12 * 60) } == 2700)
    }

    @Test("a night across a change of the clock ends at the same hour of the clock")
    func clockChange() throws {
        let quiet = QuietHours(from: 22 * 60, to: 8 * 60)
        // To winter time in the night to 2026-10-25, to summer time in the night to 2026-03-29.
        let autumn = Date(timeIntervalSince1970: 1_792_875_600)  // 2026-10-24 23:00 in Rome
        #expect(try #require(quiet.end(at: autumn, in: rome)).timeIntervalSince(autumn) == 10 * 3600)
        let spring = Date(timeIntervalSince1970: 1_774_735_200)  // 2026-03-28 23:00 in Rome
        #expect(try #require(quiet.end(at: spring, in: rome)).timeIntervalSince(spring) == 8 * 3600)
        // 02:30 does not exist that night: the first minute after the gap.
        let gap = try #require(QuietHours(from: 22 * 60, to: 150).end(at: spring, in: rome))
        #expect(gap.timeIntervalSince(spring) == 3 * 3600)
    }

    @Test("in the hour that comes twice, quiet ends at its hour of the clock, and no day later")
    func repeatedHour() throws {
        let quiet = QuietHours(from: 22 * 60, to: 150)
        // Half past two comes at 00:30 and at 01:30 UTC.
        let first = Date(timeIntervalSince1970: 1_792_888_200)
        #expect(quiet.end(at: first - 900, in: rome) == first)
        #expect(quiet.end(at: first + 2700, in: rome) == first + 3600)
    }

    @Test("a time that many share is spread over a minute, one of the filter's own is not")
    func spread() {
        let schedule = Schedule()
        var situation = Schedule.Situation(firstPending: now, timeZone: rome)
        #expect(schedule.nextLook(situation, now: now, spread: 1) == now.addingTimeInterval(5))
        situation.quietHours = QuietHours(from: 11 * 60, to: 12 * 60)
        let noon = schedule.due(situation, now: now)
        #expect(schedule.nextLook(situation, now: now, spread: 0.5) == noon.addingTimeInterval(30))
        // A day that is quiet but for half a minute's worth: not beyond it.
        situation.quietHours = QuietHours(from: 12 * 60 + 1, to: 12 * 60)
        #expect(schedule.nextLook(situation, now: now, spread: 1) == noon)
    }

    @Test("a look-back takes the newest thirty, the higher id of those seen at once first")
    func lookBack() {
        let candidates = (1...50).map {
            LookBack.Candidate(listingID: Int64($0), firstSeenAt: now.addingTimeInterval(Double($0 / 2)))
        }
        let newest = LookBack.newest(candidates.shuffled())
        #expect(newest.map(\.listingID) == (21...50).reversed().map(Int64.init))
        #expect(LookBack.newest(candidates.prefix(2)).count == 2)
        #expect(LookBack.newest([]).isEmpty)
    }
}
