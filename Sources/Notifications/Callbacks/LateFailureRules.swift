package import Messaging

/// What follows when a provider fails a message that it had accepted. The attempt is spent, so whatever may pass
/// later is tried again, at the level that follows; nothing waits without end.
package struct LateFailureRules: Sendable {
    /// The row's outcome, and whether the next attempt must be a template.
    package struct Step: Sendable, Equatable {
        package let outcome: DeliveryRecord.Outcome
        package let recipient: DeliveryRecord.RecipientChange?
        package let needsTemplate: Bool
    }

    private let rules: OutcomeRules

    package init(retry: RetryPolicy) {
        rules = OutcomeRules(retry: retry, inDoubt: .resend)
    }

    /// - Parameters:
    ///   - attempt: how many attempts were made, the failed one included.
    ///   - wasTemplate: whether the delivery had to be a template already.
    package func step(after error: ProviderError, attempt: Int, wasTemplate: Bool) -> Step {
        switch error.errorClass {
        case .transient, .unknown, .throttled, .configuration: return again(error, attempt)
        case .windowClosed where !wasTemplate: return again(error, attempt, needsTemplate: true)
        case .windowClosed, .recipient, .optOut, .policy, .content, .template:
            let step = rules.step(after: error, attempt: attempt)
            return Step(outcome: step.outcome, recipient: step.recipient, needsTemplate: wasTemplate)
        }
    }

    private func again(_ error: ProviderError, _ attempt: Int, needsTemplate: Bool = false) -> Step {
        guard let level = rules.retry.level(afterAttempt: attempt) else {
            return Step(
                outcome: .dead(reason: DeathReason.attemptsSpent, error), recipient: nil, needsTemplate: needsTemplate)
        }
        // A template does not wait for anything to pass: it goes out at the shortest level.
        let wait = needsTemplate ? rules.retry.levels[0].duration : rules.retry.expiration(in: level)
        return Step(outcome: .retry(wait: wait, error), recipient: nil, needsTemplate: needsTemplate)
    }
}
