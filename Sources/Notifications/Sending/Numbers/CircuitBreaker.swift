/// Whether a number is worth trying, told from what came of its last requests. Pure: the caller brings the time.
///
/// Closed until so many requests in a row failed; then open for a while; then one trial at a time decides whether it
/// closes, or opens again for twice as long.
package struct CircuitBreaker: Sendable, Equatable {
    package struct Policy: Sendable, Equatable {
        /// Failures in a row that open it. Faults that come at random must not: at one in ten, ten in a row do not
        /// happen.
        package var failures: Int
        package var firstOpening: Duration
        package var longestOpening: Duration

        package init(
            failures: Int = 10, firstOpening: Duration = .seconds(10), longestOpening: Duration = .seconds(120)
        ) {
            self.failures = failures
            self.firstOpening = firstOpening
            self.longestOpening = longestOpening
        }
    }

    /// What came of a request that was let through.
    package enum Verdict: Sendable, Equatable {
        /// The provider took the message.
        case accepted
        /// The provider answered with a refusal of its own: it is at work.
        case answered
        /// A fault on the way or on the provider's side, or no answer at all.
        case failed
        /// The provider asks for a pause: a wait, and no failure.
        case throttled
        /// No request was made, or its answer says nothing of the provider.
        case unused
    }

    package enum Admission: Sendable, Equatable {
        case admitted
        /// Let through alone, to see.
        case trial
        case refused(wait: Duration)
    }

    package enum State: Sendable, Equatable {
        case closed(failures: Int)
        case open(until: ContinuousClock.Instant, opening: Duration)
        case trying(opening: Duration)
    }

    /// How long what comes during a trial waits.
    static let trialWait = Duration.seconds(2)

    private let policy: Policy
    package private(set) var state = State.closed(failures: 0)

    package init(_ policy: Policy = Policy()) { self.policy = policy }

    /// Whether a request would be let through now.
    package func isClosed(at now: ContinuousClock.Instant) -> Bool {
        switch state {
        case .closed: true
        case .open(let until, _): now >= until
        case .trying: false
        }
    }

    /// How long nothing is let through; zero when something is.
    package func wait(at now: ContinuousClock.Instant) -> Duration {
        switch state {
        case .closed: .zero
        case .open(let until, _): max(.zero, until - now)
        case .trying: Self.trialWait
        }
    }

    /// Asks for one request. Whoever is let through says afterwards what came of it.
    package mutating func admit(at now: ContinuousClock.Instant) -> Admission {
        switch state {
        case .closed: return .admitted
        case .trying: return .refused(wait: Self.trialWait)
        case .open(let until, let opening):
            guard now >= until else { return .refused(wait: until - now) }
            state = .trying(opening: opening)
            return .trial
        }
    }

    package mutating func note(_ verdict: Verdict, isTrial: Bool, at now: ContinuousClock.Instant) {
        switch (state, verdict) {
        case (_, .accepted), (_, .answered): state = .closed(failures: 0)
        case (.closed(let failures), .failed):
            state = failures + 1 < policy.failures ? .closed(failures: failures + 1) : opened(policy.firstOpening, now)
        case (.trying(let opening), .failed) where isTrial:
            state = opened(min(opening * 2, policy.longestOpening), now)
        case (.trying(let opening), .throttled) where isTrial:
            state = .open(until: now + Self.trialWait, opening: opening)
        case (.trying(let opening), .unused) where isTrial: state = .open(until: now, opening: opening)
        // Requests from before it opened say nothing new when they fail, too.
        case (_, .failed), (_, .throttled), (_, .unused): break
        }
    }

    /// Lets one request through to see, as after a pause.
    package mutating func halfOpen(at now: ContinuousClock.Instant) {
        state = .open(until: now, opening: policy.firstOpening)
    }

    private func opened(_ opening: Duration, _ now: ContinuousClock.Instant) -> State {
        .open(until: now + opening, opening: opening)
    }
}
