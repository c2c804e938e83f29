import Contracts
import Foundation
import Messaging

extension DeliverySender {
    /// Deals with a message whose delivery was not claimed.
    func settle(_ result: ClaimResult, of delivery: Delivery, id: UUID) async -> Disposition {
        switch result {
        case .claimed: return .giveBack  // handled by the caller
        case .missing: return obsolete(id, "no row")
        case .finished(let settled): return await afterTheEnd(settled, delivery, id)
        case .superseded(let next, let wait): return await superseded(by: next, wait, delivery, id)
        case .notDue(let wait): return await postpone(delivery, id, wait, "not due")
        case .leased(let wait): return await postpone(delivery, id, wait, "claimed")
        case .recipientBusy(let wait): return await postpone(delivery, id, wait, "recipient's limit")
        case .deadClaim(let subject, let attempt): return await doubt(subject, attempt, delivery)
        case .spent(let subject, let attempt, let last):
            return await finish(
                delivery, unclaimed(subject, attempt, .dead(reason: DeathReason.attemptsSpent, last.error)))
        case .held(let subject, let attempt, let isNew):
            guard isNew else { return obsolete(id, "held") }
            return await finish(delivery, unclaimed(subject, attempt, .inDoubt(wait: nil, "no report came")))
        case .skip(let subject, let attempt, let reason):
            return await finish(delivery, unclaimed(subject, attempt, .skipped(reason, nil)))
        }
    }

    private func obsolete(_ id: UUID, _ why: String) -> Disposition {
        observer.senderDid(.obsolete(id: id, why: why))
        return .done
    }

    /// A settled delivery is never sent again. If it is dead and this message may have been on its way to the dead
    /// letters when its process died, that is made up for.
    private func afterTheEnd(_ settled: ClaimResult.Settled, _ delivery: Delivery, _ id: UUID) async -> Disposition {
        guard settled.status == .dead, delivery.redelivered else { return obsolete(id, settled.status.rawValue) }
        let burial = Burial(
            reason: settled.reason ?? DeathReason.attemptsSpent, errorClass: settled.error.errorClass,
            errorCode: settled.error.code, detail: settled.error.detail ?? "", firstAttemptAt: settled.firstAttemptAt)
        return await bury(delivery, burial, rowIsDead: true)
    }

    /// The row's own copy is on its way, unless the process that should have published it died before: then this
    /// message is a redelivery, and the copy goes out now.
    private func superseded(by next: Int, _ wait: Duration, _ delivery: Delivery, _ id: UUID) async -> Disposition {
        guard delivery.redelivered else { return obsolete(id, "superseded") }
        return await publish(rules.postponement(of: wait, attempt: next), of: delivery, id: id)
    }

    private func postpone(_ delivery: Delivery, _ id: UUID, _ wait: Duration, _ why: String) async -> Disposition {
        observer.senderDid(.postponed(id: id, reason: why))
        return await publish(
            rules.postponement(of: wait, attempt: delivery.message.attempt), of: delivery, id: id)
    }

    /// The process that claimed it is gone.
    private func doubt(_ subject: DeliverySubject, _ attempt: Int, _ delivery: Delivery) async -> Disposition {
        let detail = "the process that claimed it is gone"
        observer.senderDid(.inDoubt(id: subject.id, attempt: attempt, number: nil, detail: detail))
        let number = subject.lastRoute.flatMap { board.number($0.number) } ?? board.numbers[0]
        let step = rules.step(
            afterDoubt: detail, number.provider.certainty, attempt: attempt, before: subject.attemptsBefore)
        return await finish(delivery, unclaimed(subject, attempt, step.outcome), copy: step.copy)
    }

    func unclaimed(
        _ subject: DeliverySubject, _ attempt: Int, _ outcome: DeliveryRecord.Outcome
    ) -> DeliveryRecord {
        DeliveryRecord(subject, channel: settings.channel, attempt: attempt, owner: nil, outcome: outcome)
    }
}

extension ClaimResult.LastError {
    /// The row's error as one to be written again; nil when there was none.
    var error: ProviderError? {
        guard let errorClass, let known = ErrorClass(rawValue: errorClass) else { return nil }
        return ProviderError(known, code: code ?? "", detail: detail ?? "")
    }
}
