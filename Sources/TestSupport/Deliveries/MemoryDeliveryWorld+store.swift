package import Contracts
import Foundation
package import Notifications

extension MemoryDeliveryWorld {
    package func claim(
        _ requests: [ClaimRequest], on channel: Channel, by policy: ClaimPolicy
    ) throws(DeliveryStoreError) -> [ClaimResult] {
        try check()
        return requests.map { claim($0, by: policy) }
    }

    private func claim(_ request: ClaimRequest, by policy: ClaimPolicy) -> ClaimResult {
        guard var row = rows[request.id], let person = people[row.userID] else { return .missing }
        let route = row.number.flatMap { number in
            row.provider.map { DeliverySubject.Route(provider: $0, number: number) }
        }
        let subject = DeliverySubject(
            id: request.id, userID: row.userID, filterID: row.filterID, isDirect: row.direct != nil,
            firstAttemptAt: row.firstAttemptAt, lastRoute: route)
        if let obstacle = obstacle(row, person, request, policy, subject) { return obstacle }
        guard let address = person.address else { return .skip(subject, attempt: row.attempt, .unlinked) }
        var wait = Duration.zero
        let spacing =
            address.hasPrefix("-") ? max(policy.recipientInterval, policy.groupInterval) : policy.recipientInterval
        if spacing > .zero, row.direct == nil {
            let base = max(person.nextSendAt, now)
            wait = .milliseconds(Int64(base.timeIntervalSince(now) * 1000))
            guard wait <= policy.recipientPatience else { return .recipientBusy(wait: wait) }
            people[row.userID]?.nextSendAt = base + spacing.inSeconds
        }
        row.status = .sending
        row.attempt += 1
        row.owner = policy.owner
        row.leaseUntil = now + policy.lease.inSeconds
        row.firstAttemptAt = row.firstAttemptAt ?? now
        let isBound = row.inDoubtAt != nil
        let number = number(request, row, person, policy.numbers)
        row.number = number ?? row.number
        if !isBound || row.provider == nil, let number, policy.numbers.providers.indices.contains(number - 1) {
            row.provider = policy.numbers.providers[number - 1]
        }
        rows[request.id] = row
        let listed = request.listings.filter { !removedListings.contains($0) }
        let words = listed.map {
            ($0, CurrentListing(title: "Listing \($0)", url: "https://listings.invalid/\($0)", price: 900))
        }
        return .claimed(
            Claim(
                subject: subject, owner: policy.owner, attempt: row.attempt, address: address,
                refusals: person.refusals,
                direct: row.direct, wait: wait, listings: Dictionary(words) { first, _ in first },
                number: number ?? route?.number, boundProvider: isBound ? route?.provider : nil,
                conversation: Conversation(
                    openWindows: person.openWindows(at: now), ownNumber: person.number,
                    mustUseTemplate: row.mustUseTemplate),
                lastErrorCode: row.error.code))
    }

    private func number(_ request: ClaimRequest, _ row: Row, _ person: Person, _ numbers: ClaimNumbers) -> Int? {
        if row.inDoubtAt != nil, let number = row.number { return number }
        let open = person.windows.filter { $0.value > now && numbers.open.contains($0.key) }
        if row.direct != nil, let latest = open.max(by: { $0.value < $1.value }) { return latest.key }
        if numbers.isSpread, let own = person.number, numbers.open.contains(own) { return own }
        return request.number
    }

    private func obstacle(
        _ row: Row, _ person: Person, _ request: ClaimRequest, _ policy: ClaimPolicy, _ subject: DeliverySubject
    ) -> ClaimResult? {
        let rest = Duration.milliseconds(Int64(max(0, row.dueAt.timeIntervalSince(now)) * 1000))
        if row.status.isFinished {
            return .finished(
                ClaimResult.Settled(
                    status: row.status, reason: row.reason, error: row.error, firstAttemptAt: row.firstAttemptAt))
        }
        if row.isHeld { return .held(subject, attempt: row.attempt, isNew: false) }
        if row.status == .sending {
            let lease = (row.leaseUntil ?? now).timeIntervalSince(now)
            guard lease > 0 else { return .deadClaim(subject, attempt: row.attempt) }
            return .leased(wait: .milliseconds(Int64(lease * 1000)))
        }
        if request.attempt <= row.attempt { return .superseded(next: row.attempt + 1, wait: rest) }
        if rest > .milliseconds(50) { return .notDue(wait: rest) }
        let isRepeatable = row.provider.map(policy.numbers.repeatable.contains) ?? false
        if policy.inDoubt == .hold, row.inDoubtAt != nil, !isRepeatable {
            return .held(subject, attempt: row.attempt, isNew: true)
        }
        if row.attempt >= policy.maximumAttempts { return .spent(subject, attempt: row.attempt, row.error) }
        return skipReason(row, person).map { .skip(subject, attempt: row.attempt, $0) }
    }

    private func skipReason(_ row: Row, _ person: Person) -> SkipReason? {
        if row.expiresAt <= now { return .expired }
        if !person.isActive { return .accountInactive }
        if person.address == nil { return .unlinked }
        if person.suspendedAt != nil { return .suspended }
        guard row.direct == nil else { return nil }
        if !person.isEnabled { return .channelOff }
        guard let filter = row.filterID.flatMap({ filters[$0] }) else { return .filterDeleted }
        if !filter.isActive { return .filterPaused }
        return filter.isMuted ? .filterMuted : nil
    }

    package func record(
        _ records: [DeliveryRecord]
    ) throws(DeliveryStoreError) -> [Bool] {
        try check()
        if let recordFailure { throw recordFailure }
        return records.map { record($0) }
    }

    private func record(_ record: DeliveryRecord) -> Bool {
        guard var row = rows[record.subject.id] else { return false }
        noteRequest(record, in: &row)
        rows[record.subject.id] = row
        guard takes(record, row) else { return false }
        change(record)
        settle(record, &row)
        rows[record.subject.id] = row
        return true
    }

    private func noteRequest(_ record: DeliveryRecord, in row: inout Row) {
        var isRequest = record.request != nil
        if case .inDoubt = record.outcome, record.attempt > 0 { isRequest = true }
        if isRequest { row.attempts[record.attempt] = record.attemptStatus }
    }

    private func takes(_ record: DeliveryRecord, _ row: Row) -> Bool {
        if case .accepted = record.outcome { return !row.status.isFinished }
        if let owner = record.owner {
            return row.status == .sending && row.owner == owner && row.attempt == record.attempt
        }
        let isFree = row.status == .pending || row.status == .sending && (row.leaseUntil ?? now) <= now
        return isFree && row.attempt == record.attempt
    }

    private func settle(_ record: DeliveryRecord, _ row: inout Row) {
        row.status = record.status
        row.reason = record.reason
        row.owner = nil
        row.leaseUntil = nil
        row.attempt = record.attempt
        if let error = record.error {
            row.error = ClaimResult.LastError(
                errorClass: error.errorClass.rawValue, code: error.code, detail: error.detail)
        }
        let isMade = record.request != nil
        switch record.outcome {
        case .accepted(let id):
            row.providerMessageID = id
            row.isTemplate = record.request?.isTemplate ?? false
            row.entry = row.entry.map { _ in "announced" }
            wake(row)
        case .postponed(let wait, _):
            row.dueAt = now + wait.inSeconds
            row.attempt -= 1
        case .retry(let wait, _): row.dueAt = now + wait.inSeconds
        case .inDoubt(let wait, _):
            row.inDoubtAt = row.inDoubtAt ?? now
            row.isHeld = wait == nil
            row.dueAt = now + (wait ?? .zero).inSeconds
        case .skipped(let reason, _):
            if record.isClaimed, !isMade { row.attempt -= 1 }
            giveBack(&row, reason)
        case .dead:
            if record.isClaimed, !isMade { row.attempt -= 1 }
            wake(row)
        }
        if record.status != .pending { row.facts.append(record.status.rawValue) }
        if row.direct != nil { tell(record.subject.id) }
    }

    private func giveBack(_ row: inout Row, _ reason: SkipReason) {
        guard row.inDoubtAt == nil, let filter = row.filterID else { return wake(row) }
        row.entry = nil
        filters[filter]?.pendingDueAt = now + reason.returnsAfter.inSeconds
    }

    private func wake(_ row: Row) {
        guard let filter = row.filterID, filters[filter]?.pendingDueAt != nil else { return }
        filters[filter]?.pendingDueAt = now
    }

    private func change(_ record: DeliveryRecord) {
        let user = record.subject.userID
        guard var person = people[user] else { return }
        if let number = record.conversation.ownNumber { person.number = number }
        if let number = record.conversation.closedWindow { person.windows[number] = nil }
        if let span = record.closedFor { person.closedUntil = now + span.inSeconds }
        if record.conversation.isTold, person.hasTelegram { person.notices = 1 }
        people[user] = person
        switch record.recipient {
        case .refused(_, let limit):
            guard person.address == record.address else { return }
            person.refusals += 1
            if person.refusals >= limit { person.suspendedAt = person.suspendedAt ?? now }
        case .reachable: if person.address == record.address { person.refusals = 0 }
        case .moved(let from, let to): if person.address == from { person.address = to }
        case nil: break
        }
        people[user] = person
    }
}
