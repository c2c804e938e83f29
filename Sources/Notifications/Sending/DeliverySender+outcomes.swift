import Contracts
import Foundation
import Messaging

extension DeliverySender {
    /// Writes down what a provider's answer means.
    func conclude(_ work: Work, _ answer: Answer, _ trial: Trial) async -> Disposition {
        let id = work.claim.subject.id
        let (attempt, before) = (work.claim.attempt, work.claim.subject.attemptsBefore)
        switch answer {
        case .accepted(let providerID):
            let record = claimed(
                work, .accepted(id: providerID), trial, recipient: change(work, trial.address))
            work.permit.release()
            guard await self.record(record) != nil else { return .giveBack }
            observer.senderDid(
                .accepted(
                    id: id, number: work.number.name, providerID: providerID, address: trial.address, attempt: attempt,
                    seconds: trial.seconds))
            if let age = work.claim.age {
                observer.senderDid(
                    .arrived(id: id, seconds: age.sinceMade(now: .now), sinceListing: age.sinceListing(now: .now)))
            }
            return .done
        case .doubtful(let detail):
            observer.senderDid(.inDoubt(id: id, attempt: attempt, number: work.number.name, detail: detail))
            let step = rules.step(
                afterDoubt: detail, work.number.provider.certainty, attempt: attempt, before: before)
            return await follow(step, work, trial)
        case .refused(let error):
            observer.senderDid(
                .refused(id: id, number: work.number.name, error, attempt: attempt, seconds: trial.seconds))
            learn(from: error, work, trial)
            let step = rules.step(
                after: error, attempt: attempt, before: before, lastCode: work.claim.lastErrorCode)
            return await follow(step, work, trial)
        }
    }

    /// What a refusal means for the number and its templates.
    private func learn(from error: ProviderError, _ work: Work, _ trial: Trial) {
        switch error.errorClass {
        case .configuration:
            board.pause(work.number.index, error, isRefusal: true)
            if let faults = board.faults { gate.pause(.provider(faults)) }
        case .throttled:
            let hold = board.throttled(error, for: work.claim.subject.userID, on: work.number)
            if let hold { slots[work.number.index]?.hold(for: hold) }
        // A code's template is another one than that of listings.
        case .template where trial.isTemplate && !work.claim.subject.isDirect:
            shelf.disable(of: work.number, locale: work.locale)
        default: break
        }
    }

    private func follow(_ step: NextStep, _ work: Work, _ trial: Trial) async -> Disposition {
        work.permit.release()
        return await finish(
            work.delivery, claimed(work, step.outcome, trial, recipient: step.recipient), copy: step.copy)
    }

    /// Row, copy, ack.
    func finish(_ delivery: Delivery, _ record: DeliveryRecord, copy: NextStep.Copy? = nil) async -> Disposition {
        guard let isTaken = await self.record(record) else { return .giveBack }
        guard isTaken else {
            // Or it was written already, by a call whose answer was lost. The next look at the row tells which, and
            // whether its copy has to go out.
            observer.senderDid(.claimLost(id: record.subject.id, attempt: record.attempt))
            return .giveBack
        }
        tell(record)
        if case .dead(let reason, let error) = record.outcome {
            let burial = Burial(
                reason: reason, errorClass: error?.errorClass.rawValue, errorCode: error?.code,
                detail: error?.detail ?? "", provider: record.request?.provider,
                firstAttemptAt: record.subject.firstAttemptAt)
            return await bury(delivery, burial, rowIsDead: true)
        }
        guard let copy else { return .done }
        return await publish(copy, of: delivery, id: record.subject.id)
    }

    func publish(_ copy: NextStep.Copy, of delivery: Delivery, id: UUID) async -> Disposition {
        do throws(PublishError) {
            try await copies.publish(copy, of: delivery.message, attempt: delivery.message.attempt)
            return .done
        } catch {
            observer.senderDid(.notPublished(id: id, why: "\(error)"))
            return .giveBack
        }
    }

    private func tell(_ record: DeliveryRecord) {
        switch record.outcome {
        case .postponed(_, let error):
            observer.senderDid(.postponed(id: record.subject.id, reason: error?.errorClass.rawValue ?? "released"))
        case .skipped(let reason, _): observer.senderDid(.skipped(id: record.subject.id, reason))
        case .accepted, .retry, .inDoubt, .dead: break
        }
    }

    private func change(_ work: Work, _ address: String) -> DeliveryRecord.RecipientChange? {
        if address != work.claim.address { return .moved(from: work.claim.address, to: address) }
        return work.claim.refusals > 0 ? .reachable : nil
    }
}
