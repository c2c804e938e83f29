import Contracts
import Foundation
import Messaging

extension DeliverySender {
    /// Renders and sends a claimed delivery, and writes down what came of it.
    func send(_ work: Work) async -> Disposition {
        var verdict = CircuitBreaker.Verdict.unused
        defer { board.settle(work.reservation, verdict) }
        let message: OutgoingMessage
        switch render(work, asTemplate: work.needsTemplate) {
        case .message(let rendered): message = rendered
        case .nothing: return await refuse(work, with: nil)
        case .barred(let reason): return await refuse(work, with: reason)
        }
        await awaitRecipient(work)
        let startedAt = Date()
        let began = ContinuousClock.now
        var letter = Letter(message: message, address: work.claim.address)
        let answer: Answer?
        do throws(DeliveryStoreError) {
            answer = try await ask(&letter, work)
        } catch {
            _ = giveBack(after: error)
            return await release(work)
        }
        guard let answer else { return await release(work) }
        verdict = answer.verdict
        let trial = Trial(
            startedAt: startedAt, seconds: (ContinuousClock.now - began).inSeconds, address: letter.address,
            isTemplate: letter.message.template != nil, closedWindow: letter.isWindowClosed)
        return await conclude(work, answer, trial)
    }

    /// Waits until it is the recipient's turn. A slot that would lapse meanwhile goes to another message.
    private func awaitRecipient(_ work: Work) async {
        guard work.claim.wait > .zero else { return }
        if work.claim.wait > SendSlot.lifetime { await slots[work.number.index]?.release(work.slot) }
        try? await Task.sleep(for: work.claim.wait)
    }

    /// Asks the provider, and where a refusal can be mended once more.
    /// - Returns: nil when there was no leave to: a refusal then says nothing of the message as it would be sent now.
    private func ask(_ letter: inout Letter, _ work: Work) async throws(DeliveryStoreError) -> Answer? {
        var answer = try await write(letter, work, slot: work.slot)
        for _ in 0..<Letter.mendings {
            guard case .refused(let error) = answer, mend(&letter, after: error, work) else { return answer }
            answer = try await write(letter, work, slot: nil)
        }
        return answer
    }

    /// Three refusals are mended at once: a picture that the provider could not fetch is left out, a chat that has
    /// moved is written to at its new id, and where the window turns out to be closed the template goes out instead.
    private func mend(_ letter: inout Letter, after error: ProviderError, _ work: Work) -> Bool {
        let isTemplate = letter.message.template != nil
        if error.errorClass == .windowClosed, !isTemplate {
            letter.isWindowClosed = true
            guard case .message(let template) = render(work, asTemplate: true) else { return false }
            letter.message = template
            return true
        }
        if error.isAboutPicture, letter.message.picture != nil {
            guard case .message(let plain) = render(work, asTemplate: isTemplate, withPicture: false) else {
                return false
            }
            letter.message = plain
            return true
        }
        guard let new = error.newAddress, new != letter.address else { return false }
        letter.address = new
        return true
    }

    /// Writes the request, if there still is leave to: within its slot, its lease and an open gate.
    /// - Returns: nil when there is not.
    private func write(_ letter: Letter, _ work: Work, slot: SendSlot?) async throws(DeliveryStoreError) -> Answer? {
        let number = work.number
        var slot = slot
        while slot?.isLapsed() ?? true {
            guard let next = try await self.slot(of: number, isUrgent: true) else { return nil }
            slot = next
        }
        let leaseEnd = work.began + settings.claims.lease
        guard gate.isOpen, ContinuousClock.now + number.requestTimeout < leaseEnd else { return nil }
        var request = number.provider.request(
            for: letter.message, to: letter.address, deliveryID: work.claim.subject.id)
        request.timeout = number.requestTimeout
        do throws(TransportError) {
            switch number.provider.outcome(of: try await number.transport.send(request)) {
            case .accepted(let id): return .accepted(id: id)
            case .refused(let error): return .refused(error)
            case .unclear(let text): return .doubtful(text)
            }
        } catch {
            switch error {
            case .notSent, .insecure: return .refused(ProviderError(transportFault: error))
            case .inDoubt(let text): return .doubtful(text)
            case .cancelled: return .doubtful("cancelled")
            case .tooLarge: return .doubtful("the answer was too large")
            }
        }
    }

    /// There is nothing to say, or no way to say it.
    private func refuse(_ work: Work, with reason: SkipReason?) async -> Disposition {
        await slots[work.number.index]?.release(work.slot)
        if let reason { return await finish(work.delivery, claimed(work, .skipped(reason, nil))) }
        switch work.content {
        case .notification: return await finish(work.delivery, claimed(work, .skipped(.listingsGone, nil)))
        case .direct:
            let error = ProviderError(.content, code: "text", detail: "no such text")
            return await finish(work.delivery, claimed(work, .dead(reason: DeathReason.unknownText, error)))
        }
    }

    /// Gives the claim back: no request was written, no attempt is spent.
    func release(_ work: Work) async -> Disposition {
        _ = await record(claimed(work, .postponed(wait: .zero, nil)))
        return .giveBack
    }

    func claimed(
        _ work: Work, _ outcome: DeliveryRecord.Outcome, _ trial: Trial? = nil,
        recipient: DeliveryRecord.RecipientChange? = nil
    ) -> DeliveryRecord {
        let request = trial.map { trial in
            DeliveryRecord.Attempt(
                provider: work.number.provider.kind.rawValue, number: work.number.index, startedAt: trial.startedAt,
                isTemplate: trial.isTemplate)
        }
        return DeliveryRecord(
            work.claim.subject, channel: settings.channel, attempt: work.claim.attempt, owner: work.claim.owner,
            address: work.claim.address, outcome: outcome, request: request, recipient: recipient,
            conversation: conversation(work, outcome, trial))
    }

    private func conversation(
        _ work: Work, _ outcome: DeliveryRecord.Outcome, _ trial: Trial?
    ) -> DeliveryRecord.ConversationChange {
        var change = DeliveryRecord.ConversationChange()
        if case .accepted = outcome, settings.routing == .spread,
            work.claim.conversation.ownNumber != work.number.index
        {
            change.ownNumber = work.number.index
        }
        if trial?.closedWindow == true, work.claim.conversation.openWindows.contains(work.number.index) {
            change.closedWindow = work.number.index
        }
        if case .skipped(.windowClosed, _) = outcome, !work.claim.subject.isDirect { change.isTold = true }
        return change
    }
}

/// What goes out, and to where: both may change while a refusal is mended.
private struct Letter: Sendable {
    /// How often at most: each of the faults once.
    static let mendings = 3

    var message: OutgoingMessage
    var address: String
    /// The provider said that the window is closed.
    var isWindowClosed = false
}

/// One request as it was made.
struct Trial: Sendable {
    let startedAt: Date
    let seconds: Double
    let address: String
    let isTemplate: Bool
    let closedWindow: Bool
}

extension Answer {
    /// What it tells of the number.
    fileprivate var verdict: CircuitBreaker.Verdict {
        switch self {
        case .accepted: .accepted
        case .doubtful: .failed
        case .refused(let error):
            switch error.errorClass {
            case .transient: .failed
            case .throttled: .throttled
            case .configuration, .unknown: .unused
            case .recipient, .optOut, .windowClosed, .policy, .content, .template: .answered
            }
        }
    }
}

extension Duration {
    var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
