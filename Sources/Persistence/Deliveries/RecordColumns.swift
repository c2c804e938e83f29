import Contracts
import Foundation
import Notifications
import Postgres

/// A group of records as the columns that `RecordSQL` reads.
struct RecordColumns {
    let records: [DeliveryRecord]

    /// - Throws: `EncodingError` for a fact that cannot be written.
    func parameters() throws -> [PostgresValue] {
        let facts = try records.map(fact)
        return [
            .uuidArray(records.map(\.subject.id)),
            .intArray(records.map { Int64($0.attempt) }),
            .textArray(records.map(\.owner)),
            .textArray(records.map(\.status.rawValue)),
            .intArray(records.map { Int64($0.attempt) - ($0.isUnspent ? 1 : 0) }),
            .intOrNullArray(records.map(\.wait)),
            .textArray(records.map(\.request?.provider)),
            .intOrNullArray(records.map { $0.request.map { Int64($0.number) } }),
            .textArray(records.map(\.providerMessageID)),
            .textArray(records.map(\.reason)),
            .textArray(records.map(\.error?.errorClass.rawValue)),
            .textArray(records.map(\.error?.code)),
            .textArray(records.map(\.error?.detail)),
            .textArray(records.map(\.attemptStatus.rawValue)),
            .timestampArray(records.map(\.startedAt)),
            .boolArray(records.map(\.isHeld)),
            .intOrNullArray(records.map(\.returnsAfter)),
            .uuidArray(facts.map(\.id)),
            .textArray(facts.map(\.key)),
            .textArray(facts.map(\.body)),
        ]
    }

    private struct Fact {
        let id: UUID
        let key: String?
        let body: String?
    }

    /// What whoever listens is told: only how a delivery ended.
    private func fact(_ record: DeliveryRecord) throws -> Fact {
        guard record.status != .pending else { return Fact(id: record.subject.id, key: nil, body: nil) }
        let error = record.error
        let fact = DeliveryChanged(
            id: .v7(), occurredAt: Date(), deliveryID: record.subject.id, userID: record.subject.userID,
            channel: record.channel, filterID: record.subject.filterID, status: record.status,
            attempt: record.attempt, provider: record.request?.provider, reason: record.reason,
            errorClass: error?.errorClass.rawValue, errorCode: error?.code)
        return Fact(id: fact.id, key: fact.routingKey, body: try ContractEncoder.text(fact))
    }
}

extension DeliveryRecord {
    /// Whether the claimed attempt was not made after all.
    fileprivate var isUnspent: Bool {
        guard isClaimed else { return false }
        switch outcome {
        case .postponed: return true
        case .skipped, .dead: return request == nil
        case .accepted, .retry, .inDoubt: return false
        }
    }

    /// How long until it is due, in ms; nil where it is not due any more.
    fileprivate var wait: Int64? {
        switch outcome {
        case .postponed(let wait, _), .retry(let wait, _): wait.wholeMilliseconds
        case .inDoubt(let wait, _): wait?.wholeMilliseconds
        case .accepted, .skipped, .dead: nil
        }
    }

    fileprivate var providerMessageID: String? {
        if case .accepted(let id) = outcome { id } else { nil }
    }

    /// When the request began; a dead process's request began at a time that nobody knows.
    fileprivate var startedAt: Date? {
        if case .inDoubt = outcome, attempt > 0 { return request?.startedAt ?? subject.firstAttemptAt ?? Date() }
        return request?.startedAt
    }

    fileprivate var isHeld: Bool {
        if case .inDoubt(nil, _) = outcome { true } else { false }
    }

    /// After how many ms a skipped notification's listings may be spoken of again.
    fileprivate var returnsAfter: Int64? {
        guard case .skipped(let reason, _) = outcome, !subject.isDirect else { return nil }
        return reason.returnsAfter.wholeMilliseconds
    }
}

extension Duration {
    fileprivate var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
