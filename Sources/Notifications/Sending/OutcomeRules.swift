package import Contracts
package import Messaging

/// What follows from a provider's answer: the row's outcome, the copy that goes out, what the recipient's row learns.
/// Pure, so that a table of tests can hold it to the rules.
package struct OutcomeRules: Sendable {
    package let retry: RetryPolicy
    package let inDoubt: InDoubtPolicy
    /// How long a message waits that was refused for the account's sake.
    package let configurationWait: Duration

    package init(retry: RetryPolicy, inDoubt: InDoubtPolicy, configurationWait: Duration = .seconds(60)) {
        self.configurationWait = configurationWait
        self.retry = retry
        self.inDoubt = inDoubt
    }

    /// After the provider refused attempt `attempt`. A refusal for the account's sake is no fault of the message: it
    /// waits and spends no attempt. It is not given back, since the broker kills what comes back too often.
    /// - Parameters:
    ///   - before: attempts that no longer count, since an operator has sent the message anew.
    ///   - lastCode: the code that the attempt before ended in.
    package func step(
        after error: ProviderError, attempt: Int, before: Int = 0, lastCode: String? = nil
    ) -> NextStep {
        switch error.errorClass {
        case .configuration: return postponed(configurationWait, error)
        case .throttled: return postponed(error.retryAfter ?? error.usualWait, error)
        case .transient where error.isRetriedOnce && lastCode == error.code:
            return NextStep(.dead(reason: DeathReason.contentRefused, error))
        case .transient, .unknown: return retried(error, attempt: attempt, before: before)
        case .content: return NextStep(.dead(reason: DeathReason.contentRefused, error))
        case .recipient:
            let change = DeliveryRecord.RecipientChange.refused(
                reason: SkipReason.recipientUnreachable.rawValue, limit: error.refusalLimit)
            return NextStep(.skipped(.recipientUnreachable, error), recipient: change)
        case .optOut:
            let change = DeliveryRecord.RecipientChange.refused(reason: SkipReason.optedOut.rawValue, limit: 1)
            return NextStep(.skipped(.optedOut, error), recipient: change)
        case .windowClosed: return NextStep(.skipped(.windowClosed, error))
        case .template: return NextStep(.skipped(.templateUnusable, error))
        case .policy: return NextStep(.skipped(.policy, error))
        }
    }

    /// After a request of which nobody knows whether it arrived.
    package func step(
        afterDoubt detail: String, _ certainty: Certainty, attempt: Int, before: Int = 0
    ) -> NextStep {
        if certainty == .reported {
            let wait = retry.levels.first { $0.level == .tenMinutes }?.duration ?? .seconds(600)
            return NextStep(
                .inDoubt(wait: wait, detail), copy: .retry(.tenMinutes, attempt: attempt + 1, expiration: wait))
        }
        guard inDoubt == .resend || certainty == .repeatable else { return NextStep(.inDoubt(wait: nil, detail)) }
        // The last attempt comes back too: it is then found spent, unless a report has settled it.
        let level = retry.level(afterAttempt: attempt - before) ?? retry.levels[0]
        let wait = retry.expiration(in: level)
        return NextStep(
            .inDoubt(wait: wait, detail), copy: .retry(level.level, attempt: attempt + 1, expiration: wait))
    }

    /// What can still be learnt, or made certain, of a request in doubt.
    package enum Certainty: Sendable, Equatable {
        /// Nothing: `IN_DOUBT` decides.
        case none
        /// The provider may still report it: that is waited for at the 10-minute level.
        case reported
        /// The provider takes the same request once: it is simply sent again.
        case repeatable
    }

    /// Back to the queue after at least `wait`, with no attempt spent.
    package func postponement(of wait: Duration, attempt: Int) -> NextStep.Copy {
        let level = retry.level(covering: wait)
        return .retry(level.level, attempt: attempt, expiration: retry.expiration(in: level, atLeast: wait))
    }

    /// Put off for at least `wait`, no attempt spent.
    package func postponed(_ wait: Duration, _ error: ProviderError? = nil) -> NextStep {
        let level = retry.level(covering: wait)
        let expiration = retry.expiration(in: level, atLeast: wait)
        return NextStep(
            .postponed(wait: min(wait, expiration), error),
            copy: .retry(level.level, attempt: nil, expiration: expiration))
    }

    private func retried(_ error: ProviderError, attempt: Int, before: Int) -> NextStep {
        guard let level = retry.level(afterAttempt: attempt - before) else {
            return NextStep(.dead(reason: DeathReason.attemptsSpent, error))
        }
        let wait = retry.expiration(in: level, atLeast: error.retryAfter ?? .zero)
        return NextStep(
            .retry(wait: wait, error), copy: .retry(level.level, attempt: attempt + 1, expiration: wait))
    }
}

/// An outcome and the copy that follows it.
package struct NextStep: Sendable, Equatable {
    package enum Copy: Sendable, Equatable {
        /// To the retry queue of `level`, to come back as `attempt`; nil: as the attempt it stands for now.
        case retry(RetryLevel, attempt: Int?, expiration: Duration)
    }

    package let outcome: DeliveryRecord.Outcome
    package let copy: Copy?
    package let recipient: DeliveryRecord.RecipientChange?

    init(
        _ outcome: DeliveryRecord.Outcome, copy: Copy? = nil, recipient: DeliveryRecord.RecipientChange? = nil
    ) {
        self.outcome = outcome
        self.copy = copy
        self.recipient = recipient
    }
}

/// The `reason` of a dead letter.
package enum DeathReason {
    package static let contentRefused = "content-refused"
    package static let attemptsSpent = "attempts-spent"
    package static let wrongChannel = "wrong-channel"
    package static let unknownText = "unknown-text"
}

extension MessagingProvider {
    package var certainty: OutcomeRules.Certainty {
        if features.hasIdempotencyKey { .repeatable } else { hasReceipts ? .reported : .none }
    }
}

extension ProviderError {
    /// Meta's "generic user error": a second time it is the message's fault.
    var isRetriedOnce: Bool { code == "135000" }

    /// How long a message waits whose provider does not say: Meta's limits of a pair and of spam, and the daily limits
    /// of an account, are not over in seconds.
    var usualWait: Duration {
        switch code {
        case "131056": .seconds(16)
        case "131048", "4", "80007": .seconds(600)
        case "63018", "63038": .seconds(3_600)
        default: .seconds(5)
        }
    }

    /// How many refusals in a row suspend a recipient: codes that also stand for passing causes (an old app, terms
    /// not yet accepted) ask for three, all others for one.
    var refusalLimit: Int {
        ["131026", "63003", "63024"].contains(code) ? 3 : 1
    }
}
