import Contracts
import Foundation
import Messaging

extension DeliverySender {
    /// Renders and sends a claimed delivery, and writes down what came of it.
    func send(_ work: Work) async -> Disposition {
        guard let message = render(work, withPicture: true) else {
            await slots.release(work.slot)
            return await refuse(work)
        }
        if work.claim.wait > .zero { try? await Task.sleep(for: work.claim.wait) }
        let startedAt = Date()
        let began = ContinuousClock.now
        var address = work.claim.address
        var answer: Answer
        do throws(DeliveryStoreError) {
            guard let first = try await ask(message, to: address, work, slot: work.slot) else {
                return await release(work)
            }
            answer = first
            if case .refused(let error) = first {
                switch try await askOnceMore(after: error, &address, work) {
                case .notMendable: break
                case .noLeave: return await release(work)
                case .answered(let again): answer = again
                }
            }
        } catch {
            _ = giveBack(after: error)
            return await release(work)
        }
        let trial = Trial(startedAt: startedAt, seconds: (ContinuousClock.now - began).inSeconds, address: address)
        return await conclude(work, answer, trial)
    }

    /// Writes the request, if there still is leave to: within its slot, its lease and an open gate.
    /// - Returns: nil when there is not.
    private func ask(
        _ message: OutgoingMessage, to address: String, _ work: Work, slot: SendSlot?
    ) async throws(DeliveryStoreError) -> Answer? {
        var slot = slot
        while slot?.isLapsed() ?? true {
            guard let next = try await slots.next() else { return nil }
            slot = next
        }
        let leaseEnd = work.began + settings.claims.lease
        guard gate.isOpen, ContinuousClock.now + number.requestTimeout < leaseEnd else { return nil }
        var request = number.provider.request(for: message, to: address, deliveryID: work.claim.subject.id)
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

    /// Two refusals are mended at once: a picture that the provider could not fetch is left out, and a chat that has
    /// moved is written to at its new id.
    private func askOnceMore(
        after error: ProviderError, _ address: inout String, _ work: Work
    ) async throws(DeliveryStoreError) -> SecondAsking {
        if error.isAboutPicture, let plain = render(work, withPicture: false) {
            return SecondAsking(try await ask(plain, to: address, work, slot: nil))
        }
        guard let new = error.newAddress, let message = render(work, withPicture: true) else { return .notMendable }
        address = new
        return SecondAsking(try await ask(message, to: new, work, slot: nil))
    }

    /// Nil when there is nothing to say.
    private func render(_ work: Work, withPicture: Bool) -> OutgoingMessage? {
        switch work.content {
        case .notification(let event):
            let current = event.current(work.claim.listings)
            guard current.total > 0 else { return nil }
            return notificationText.message(for: current, in: number.provider.format, withPicture: withPicture)
        case .direct:
            guard let direct = work.claim.direct else { return nil }
            return directText.message(
                key: direct.key, parameters: direct.parameters, locale: direct.locale, in: number.provider.format)
        }
    }

    /// There is nothing to say: every listing is gone, or nobody knows the text.
    private func refuse(_ work: Work) async -> Disposition {
        switch work.content {
        case .notification:
            return await finish(work.delivery, claimed(work, .skipped(.listingsGone, nil)))
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
        _ work: Work, _ outcome: DeliveryRecord.Outcome, request: DeliveryRecord.Attempt? = nil,
        recipient: DeliveryRecord.RecipientChange? = nil
    ) -> DeliveryRecord {
        DeliveryRecord(
            work.claim.subject, channel: settings.channel, attempt: work.claim.attempt, owner: work.claim.owner,
            address: work.claim.address, outcome: outcome, request: request, recipient: recipient)
    }
}

/// What came of asking again after a refusal that can be mended.
private enum SecondAsking {
    /// The refusal is no such one: it stands.
    case notMendable
    /// There was no leave to ask: the refusal says nothing of the message as it would have been sent now.
    case noLeave
    case answered(Answer)

    init(_ answer: Answer?) {
        self = answer.map { .answered($0) } ?? .noLeave
    }
}

/// One request as it was made.
struct Trial: Sendable {
    let startedAt: Date
    let seconds: Double
    let address: String
}

extension Duration {
    var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
