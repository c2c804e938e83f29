import Contracts
import Foundation
import Notifications
import Postgres

/// A row that the claiming statement answers with.
struct ClaimRow: Sendable {
    let subject: DeliverySubject
    /// The verdict of `ClaimSQL`.
    let decision: String
    private let status: DeliveryStatus
    /// The row's attempt before the claim.
    private let attempt: Int
    private let wait: Duration
    private let reason: String?
    private let error: ClaimResult.LastError
    private let address: String?
    private let refusals: Int
    private let direct: Claim.Direct?
    private let number: Int?
    private let isInDoubt: Bool
    private let conversation: Conversation
    private let age: ClaimAge

    init(_ row: PostgresRow) throws(PostgresError) {
        let lastNumber: Int? = try row.decodeIfPresent("last_number")
        let provider: String? = try row.decodeIfPresent("provider")
        let route: DeliverySubject.Route? =
            if let lastNumber, let provider { DeliverySubject.Route(provider: provider, number: lastNumber) } else {
                nil
            }
        subject = DeliverySubject(
            id: try row.decode("id"), userID: try row.decode("user_id"), filterID: try row.decodeIfPresent("filter_id"),
            isDirect: try row.decode("is_direct"), firstAttemptAt: try row.decodeIfPresent("first_attempt_at"),
            lastRoute: route, attemptsBefore: try row.decode("attempts_before"))
        decision = try row.decode("decision")
        status = DeliveryStatus(rawValue: try row.decode("status")) ?? .pending
        attempt = try row.decode("attempt")
        wait = .milliseconds(Int64((max(0, try row.decode("wait", as: Double.self)) * 1000).rounded(.up)))
        reason = try row.decodeIfPresent("reason")
        error = ClaimResult.LastError(
            errorClass: try row.decodeIfPresent("error_class"), code: try row.decodeIfPresent("error_code"),
            detail: try row.decodeIfPresent("error_detail"))
        address = try row.decodeIfPresent("address")
        refusals = try row.decodeIfPresent("refusals") ?? 0
        direct = try Self.direct(row)
        number = try row.decodeIfPresent("number")
        isInDoubt = try row.decode("is_in_doubt")
        conversation = Conversation(
            openWindows: Set(try row.decode("open_windows", as: [Int64].self).map { Int($0) }),
            ownNumber: try row.decodeIfPresent("own_number"), mustUseTemplate: try row.decode("must_use_template"))
        age = ClaimAge(
            made: .seconds(try row.decode("seconds_since_made", as: Double.self)),
            listing: (try row.decodeIfPresent("seconds_since_listing", as: Double.self)).map { .seconds($0) })
    }

    private static func direct(_ row: PostgresRow) throws(PostgresError) -> Claim.Direct? {
        guard let key: String = try row.decodeIfPresent("text_key") else { return nil }
        let text: String = try row.decodeIfPresent("parameters") ?? "{}"
        let parameters = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        return Claim.Direct(key: key, parameters: parameters ?? [:], locale: try row.decode("locale"))
    }

    func result(owner: String, listings ids: [Int64], current: [Int64: CurrentListing]) -> ClaimResult {
        switch decision {
        case "claim": return claim(owner, ids, current)
        case "finished":
            return .finished(
                ClaimResult.Settled(
                    status: status, reason: reason, error: error, firstAttemptAt: subject.firstAttemptAt))
        case "held": return .held(subject, attempt: attempt, isNew: false)
        case "hold": return .held(subject, attempt: attempt, isNew: true)
        case "leased": return .leased(wait: wait)
        case "dead-claim": return .deadClaim(subject, attempt: attempt)
        case "superseded": return .superseded(next: attempt + 1, wait: wait)
        case "not-due": return .notDue(wait: wait)
        case "recipient-busy": return .recipientBusy(wait: wait)
        case "spent": return .spent(subject, attempt: attempt, error)
        default:
            let reason = SkipReason(rawValue: String(decision.dropFirst("skip:".count)))
            return .skip(subject, attempt: attempt, reason ?? .unlinked)
        }
    }

    private func claim(_ owner: String, _ ids: [Int64], _ current: [Int64: CurrentListing]) -> ClaimResult {
        guard let address else { return .skip(subject, attempt: attempt, .unlinked) }
        var listings: [Int64: CurrentListing] = [:]
        for id in ids { listings[id] = current[id] }
        return .claimed(
            Claim(
                subject: subject, owner: owner, attempt: attempt + 1, address: address, refusals: refusals,
                direct: direct, wait: wait, listings: listings, number: number ?? subject.lastRoute?.number,
                boundProvider: isInDoubt ? subject.lastRoute?.provider : nil, conversation: conversation,
                lastErrorCode: error.code, age: age))
    }
}
