import Contracts
import Foundation
import Messaging

extension DeliverySender {
    /// Permit, slot, claim, number: whatever of them is not needed after all is given back.
    func handle(_ delivery: Delivery, _ content: MessageContent) async throws(DeliveryStoreError) -> Disposition {
        let permit = await permits.take()
        guard gate.isOpen else { return .giveBack }
        if let faults = board.faults {
            gate.pause(.provider(faults))
            return .giveBack
        }
        let reservation = board.reserve(for: content.userID)
        // With no number to be had the message is put off, no faster than it could have been sent.
        guard let slot = try await self.slot(of: reservation?.number ?? board.numbers[0]) else {
            return abandon(reservation)
        }
        let began = ContinuousClock.now
        let request = ClaimRequest(
            id: content.id, attempt: delivery.message.attempt, listings: content.listings,
            number: reservation?.number.index)
        let result: ClaimResult
        do throws(DeliveryStoreError) {
            result = try await claims.submit(request)
        } catch {
            _ = abandon(reservation)
            throw error
        }
        guard case .claimed(let claim) = result else {
            _ = abandon(reservation)
            if let reservation { await slots[reservation.number.index]?.release(slot) }
            return await settle(result, of: delivery, id: content.id)
        }
        return await route(
            delivery, content, claim, Leave(reservation: reservation, slot: slot, permit: permit, began: began))
    }

    /// A number and the time at which it may be used.
    private struct Leave: Sendable {
        let reservation: NumberBoard.Reservation?
        let slot: SendSlot
        let permit: RequestPermit
        let began: ContinuousClock.Instant
    }

    /// Sends a claimed delivery from the number that it was claimed for, which may be another than was reserved: a
    /// delivery in doubt stays with its number, and so does a person.
    private func route(
        _ delivery: Delivery, _ content: MessageContent, _ claim: Claim, _ leave: Leave
    ) async -> Disposition {
        if let reservation = leave.reservation, reservation.number.index == claim.number, reservation.fits(claim) {
            return await send(
                Work(
                    delivery: delivery, content: content, claim: claim, reservation: reservation, slot: leave.slot,
                    permit: leave.permit, began: leave.began))
        }
        _ = abandon(leave.reservation)
        if let reservation = leave.reservation { await slots[reservation.number.index]?.release(leave.slot) }
        guard let index = claim.number, let own = board.reserve(number: index) else {
            return await postpone(delivery, claim, board.wait(for: claim.number))
        }
        guard own.fits(claim) else {
            _ = abandon(own)
            return await postpone(delivery, claim, NumberBoard.unknownWait)
        }
        do throws(DeliveryStoreError) {
            if let slot = try await self.slot(of: own.number) {
                return await send(
                    Work(
                        delivery: delivery, content: content, claim: claim, reservation: own, slot: slot,
                        permit: leave.permit, began: leave.began))
            }
        } catch {
            _ = giveBack(after: error)
        }
        _ = abandon(own)
        _ = await record(unsent(claim, .postponed(wait: .zero, nil)))
        return .giveBack
    }

    /// Waits for a slot of the number; nil when there is none because work ends.
    func slot(
        of number: SendingNumber, isUrgent: Bool = false
    ) async throws(DeliveryStoreError) -> SendSlot? {
        guard let slots = slots[number.index] else { return nil }
        let began = ContinuousClock.now
        let slot = try await slots.next(isUrgent: isUrgent)
        let waited = ContinuousClock.now - began
        if waited > .milliseconds(1) { observer.senderDid(.waitedForSlot(seconds: waited.inSeconds)) }
        return slot
    }

    private func abandon(_ reservation: NumberBoard.Reservation?) -> Disposition {
        if let reservation { board.settle(reservation, .unused) }
        return .giveBack
    }

    /// No number is to be had for it now: it comes back, and no attempt is spent.
    private func postpone(_ delivery: Delivery, _ claim: Claim, _ wait: Duration) async -> Disposition {
        let step = rules.postponed(wait)
        return await finish(delivery, unsent(claim, step.outcome), copy: step.copy)
    }

    private func unsent(_ claim: Claim, _ outcome: DeliveryRecord.Outcome) -> DeliveryRecord {
        DeliveryRecord(
            claim.subject, channel: settings.channel, attempt: claim.attempt, owner: claim.owner,
            address: claim.address, outcome: outcome)
    }
}

extension NumberBoard.Reservation {
    /// Whether the delivery may go through the number's provider.
    fileprivate func fits(_ claim: Claim) -> Bool {
        claim.boundProvider == nil || claim.boundProvider == number.provider.kind.rawValue
    }
}
