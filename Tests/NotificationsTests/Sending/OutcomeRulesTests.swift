import Contracts
import Messaging
import Testing

@testable import Notifications

/// One row of the table: an error, and what follows from it.
private struct Row: Sendable, CustomTestStringConvertible {
    enum Follows: Sendable, Equatable {
        case postponed(RetryLevel)
        case retry(RetryLevel)
        case skipped(SkipReason, suspendsAfter: Int?)
        case dead(String)
    }

    let error: ProviderError
    var attempt = 1
    var lastCode: String?
    let follows: Follows

    init(
        _ errorClass: ErrorClass, _ code: String = "1", after: Int? = nil, attempt: Int = 1, lastCode: String? = nil,
        _ follows: Follows
    ) {
        error = ProviderError(errorClass, code: code, detail: "", retryAfter: after.map { .seconds($0) })
        self.attempt = attempt
        self.lastCode = lastCode
        self.follows = follows
    }

    var testDescription: String { "\(error.errorClass.rawValue) \(error.code), attempt \(attempt)" }
}

@Suite("What an attempt ends in")
struct OutcomeRulesTests {
    private let rules = OutcomeRules(retry: RetryPolicy(), inDoubt: .resend)

    private static let table: [Row] = [
        // Postponed: no attempt is spent.
        Row(.throttled, "429", .postponed(.fiveSeconds)), Row(.throttled, "429", after: 3, .postponed(.fiveSeconds)),
        Row(.throttled, "429", after: 6, .postponed(.thirtySeconds)),
        Row(.throttled, "429", after: 35, attempt: 9, .postponed(.twoMinutes)),
        Row(.throttled, "131056", .postponed(.thirtySeconds)), Row(.throttled, "131048", .postponed(.tenMinutes)),
        Row(.throttled, "63038", .postponed(.oneHour)), Row(.configuration, "401", .postponed(.twoMinutes)),
        Row(.configuration, "20003", attempt: 9, .postponed(.twoMinutes)),
        // Tried again, one level longer each time; then dead.
        Row(.transient, "500", .retry(.fiveSeconds)), Row(.transient, "500", attempt: 2, .retry(.thirtySeconds)),
        Row(.transient, "500", attempt: 6, .retry(.sixHours)), Row(.transient, "500", attempt: 8, .retry(.sixHours)),
        Row(.transient, "500", attempt: 9, .dead("attempts-spent")), Row(.unknown, "77", .retry(.fiveSeconds)),
        Row(.unknown, "77", attempt: 9, .dead("attempts-spent")),
        // Once only.
        Row(.transient, "135000", .retry(.fiveSeconds)),
        Row(.transient, "135000", attempt: 3, lastCode: "500", .retry(.twoMinutes)),
        Row(.transient, "135000", attempt: 2, lastCode: "135000", .dead("content-refused")),
        Row(.transient, "500", attempt: 2, lastCode: "500", .retry(.thirtySeconds)),
        // Skipped.
        Row(.recipient, "21211", .skipped(.recipientUnreachable, suspendsAfter: 1)),
        Row(.recipient, "131026", .skipped(.recipientUnreachable, suspendsAfter: 3)),
        Row(.recipient, "63003", .skipped(.recipientUnreachable, suspendsAfter: 3)),
        Row(.optOut, "21610", .skipped(.optedOut, suspendsAfter: 1)),
        Row(.windowClosed, "63016", .skipped(.windowClosed, suspendsAfter: nil)),
        Row(.template, "132001", .skipped(.templateUnusable, suspendsAfter: nil)),
        Row(.policy, "131049", .skipped(.policy, suspendsAfter: nil)),
        Row(.content, "400", .dead("content-refused")),
    ]

    @Test("a refusal", arguments: table)
    private func refusal(_ row: Row) {
        let step = rules.step(after: row.error, attempt: row.attempt, lastCode: row.lastCode)
        switch (row.follows, step.outcome) {
        case (.postponed(let level), .postponed(let wait, _)):
            guard case .retry(level, nil, let expiration)? = step.copy else { return fail(step) }
            #expect(wait >= row.error.retryAfter ?? .zero && expiration >= wait)
        case (.retry(let level), .retry(let wait, _)):
            guard case .retry(level, row.attempt + 1, let expiration)? = step.copy else { return fail(step) }
            #expect(wait == expiration)
        case (.skipped(let wanted, let limit), .skipped(let reason, let error)):
            #expect(reason == wanted && error == row.error && step.copy == nil)
            var most: Int?
            if case .refused(_, let limit)? = step.recipient { most = limit }
            #expect(most == limit)
        case (.dead(let wanted), .dead(let reason, let error)):
            #expect(reason == wanted && error == row.error && step.copy == nil)
        default: fail(step)
        }
    }

    private func fail(_ step: NextStep) {
        Issue.record("ended as \(step.outcome), copied as \(String(describing: step.copy))")
    }

    @Test(
        "a doubt",
        arguments: [
            (OutcomeRules.Certainty.none, InDoubtPolicy.resend, 1, RetryLevel.fiveSeconds as RetryLevel?),
            (.none, .resend, 4, .tenMinutes), (.none, .resend, 9, .fiveSeconds), (.none, .hold, 1, nil),
            (.reported, .resend, 1, .tenMinutes), (.reported, .hold, 1, .tenMinutes),
            (.reported, .resend, 9, .tenMinutes), (.repeatable, .resend, 1, .fiveSeconds),
            (.repeatable, .hold, 2, .thirtySeconds),
        ])
    func doubt(
        _ certainty: OutcomeRules.Certainty, _ policy: InDoubtPolicy, _ attempt: Int, _ level: RetryLevel?
    ) {
        let rules = OutcomeRules(retry: RetryPolicy(), inDoubt: policy)
        let step = rules.step(afterDoubt: "no answer", certainty, attempt: attempt)
        guard case .inDoubt(let wait, "no answer") = step.outcome else {
            Issue.record("ended as \(step.outcome)")
            return
        }
        guard let level else {
            #expect(wait == nil && step.copy == nil)
            return
        }
        guard case .retry(level, attempt + 1, let expiration)? = step.copy else {
            Issue.record("copied as \(String(describing: step.copy))")
            return
        }
        #expect(wait == expiration)
    }
}
