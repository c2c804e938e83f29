import Testing

@testable import Notifications

@Suite("A number's circuit breaker")
struct CircuitBreakerTests {
    typealias Verdict = CircuitBreaker.Verdict

    private let start = ContinuousClock.now
    private static let policy = CircuitBreaker.Policy(
        failures: 3, firstOpening: .seconds(10), longestOpening: .seconds(40))

    /// A breaker that opened just now.
    private func opened() -> CircuitBreaker {
        var breaker = CircuitBreaker(Self.policy)
        for _ in 0..<3 { breaker.note(.failed, isTrial: false, at: start) }
        return breaker
    }

    /// A breaker whose trial is on its way.
    private func trying() -> CircuitBreaker {
        var breaker = opened()
        _ = breaker.admit(at: start + .seconds(10))
        return breaker
    }

    @Test(
        "stays closed unless so many failures come in a row",
        arguments: [
            ([Verdict.failed, .failed], 2), ([.failed, .failed, .accepted, .failed], 1),
            ([.failed, .failed, .answered, .failed, .failed], 2), ([.failed, .throttled, .failed], 2),
            ([.failed, .unused, .unused, .failed, .throttled], 2),
        ])
    func closed(_ verdicts: [Verdict], _ failures: Int) {
        var breaker = CircuitBreaker(Self.policy)
        for verdict in verdicts { breaker.note(verdict, isTrial: false, at: start) }
        #expect(breaker.state == .closed(failures: failures))
        #expect(breaker.admit(at: start) == .admitted)
        #expect(breaker.wait(at: start) == .zero)
    }

    @Test("opens at the third, and lets nothing through until its time is over")
    func opens() {
        var breaker = opened()
        #expect(breaker.admit(at: start + .seconds(4)) == .refused(wait: .seconds(6)))
        #expect(!breaker.isClosed(at: start + .seconds(4)))
        #expect(breaker.isClosed(at: start + .seconds(10)))
    }

    @Test("then lets one trial through, and others wait for it")
    func trial() {
        var breaker = opened()
        #expect(breaker.admit(at: start + .seconds(10)) == .trial)
        #expect(breaker.admit(at: start + .seconds(10)) == .refused(wait: CircuitBreaker.trialWait))
        #expect(!breaker.isClosed(at: start + .seconds(60)))
    }

    @Test(
        "the trial decides",
        arguments: [
            (Verdict.accepted, CircuitBreaker.Admission.admitted), (.answered, .admitted),
            (.failed, .refused(wait: .seconds(20))), (.throttled, .refused(wait: CircuitBreaker.trialWait)),
            (.unused, .trial),
        ])
    func verdict(_ verdict: Verdict, _ next: CircuitBreaker.Admission) {
        var breaker = trying()
        breaker.note(verdict, isTrial: true, at: start + .seconds(11))
        #expect(breaker.admit(at: start + .seconds(11)) == next)
    }

    @Test("trials that fail open it for longer each time, up to a limit")
    func longer() {
        var breaker = opened()
        var now = start
        var waits: [Duration] = []
        for _ in 0..<4 {
            waits.append(breaker.wait(at: now))
            now += breaker.wait(at: now)
            _ = breaker.admit(at: now)
            breaker.note(.failed, isTrial: true, at: now)
        }
        #expect(waits == [10, 20, 40, 40].map { .seconds($0) })
    }

    @Test("requests from before it opened change nothing when they fail, and close it when they are answered")
    func stragglers() {
        for verdict in [Verdict.failed, .throttled, .unused] {
            for known in [opened(), trying()] {
                var breaker = known
                breaker.note(verdict, isTrial: false, at: start + .seconds(5))
                #expect(breaker == known)
            }
        }
        var breaker = opened()
        breaker.note(.accepted, isTrial: false, at: start)
        #expect(breaker.state == .closed(failures: 0))
    }

    @Test("half open, as after a pause, it lets one through")
    func halfOpen() {
        var breaker = CircuitBreaker(Self.policy)
        breaker.halfOpen(at: start)
        #expect(breaker.admit(at: start) == .trial)
        #expect(breaker.admit(at: start) != .admitted)
    }
}

@Suite("Too fast: a person's limit or the number's")
struct ThrottleWatchTests {
    private static func error(_ code: String = "429", after seconds: Int? = 7) -> ProviderError {
        ProviderError(.throttled, code: code, detail: "", retryAfter: seconds.map { .seconds($0) })
    }

    @Test("three different people in a row make it the number's")
    func people() {
        var watch = ThrottleWatch()
        #expect(watch.throttled(Self.error(), for: 1) == nil)
        #expect(watch.throttled(Self.error(), for: 2) == nil)
        #expect(watch.throttled(Self.error(), for: 3) == .seconds(7))
        #expect(watch.throttled(Self.error(), for: 4) == nil)
    }

    @Test("one person again and again does not, nor does anything with an acceptance in between")
    func onePerson() {
        var watch = ThrottleWatch()
        for _ in 0..<9 { #expect(watch.throttled(Self.error(), for: 1) == nil) }
        #expect(watch.throttled(Self.error(), for: 2) == nil)
        watch.passed()
        #expect(watch.throttled(Self.error(), for: 3) == nil)
    }

    @Test("a pair's limit never does, and no hold is longer than half a minute")
    func limits() {
        var watch = ThrottleWatch()
        for user in 1...9 { #expect(watch.throttled(Self.error("131056"), for: Int64(user)) == nil) }
        _ = watch.throttled(Self.error(after: 600), for: 1)
        _ = watch.throttled(Self.error(after: 600), for: 2)
        #expect(watch.throttled(Self.error(after: 600), for: 3) == ThrottleWatch.longest)
    }
}
