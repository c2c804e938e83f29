import Contracts
import Messaging
import Notifications
import Testing

@Suite("What a report changes")
struct ReportRulesTests {
    private static let reports: [AttemptStatus] = [.accepted, .sent, .delivered, .read, .failed]

    /// Every order in which the five reports of one attempt can come, with any of them left out or repeated.
    private static let orders: [[AttemptStatus]] = (0...5).flatMap { count in
        (0..<count).reduce([[]]) { orders, _ in orders.flatMap { order in reports.map { order + [$0] } } }
    }

    @Test("in every order of callbacks ends with the best that was reported, and never goes back on the way")
    func everyOrder() {
        #expect(Self.orders.count == 1 + 5 + 25 + 125 + 625 + 3125)
        for order in Self.orders {
            var standing = DeliveryStanding(status: .accepted, attempt: 1, attempts: [1: .accepted])
            var failures = 0
            for report in order {
                let before = standing
                standing = Self.apply(report, to: standing, failures: &failures)
                let attempt = standing.attempts[1] ?? .sending
                #expect(attempt >= before.attempts[1] ?? .sending, "\(order)")
            }
            let expected = order.max() ?? .accepted
            #expect(standing.attempts[1] == max(expected, .accepted), "\(order)")
            // It fails at most once, and only while nothing said that it had arrived.
            #expect(failures <= 1, "\(order)")
            let failedFirst =
                order.firstIndex(of: .failed).map { !order[..<$0].contains { $0 >= .delivered } } ?? false
            #expect((failures == 1) == failedFirst, "\(order)")
            if expected >= .delivered { #expect(standing.status.rawValue == expected.rawValue, "\(order)") }
        }
    }

    /// What the store does with an effect; a failure makes the next attempt pending.
    private static func apply(
        _ report: AttemptStatus, to standing: DeliveryStanding, failures: inout Int
    ) -> DeliveryStanding {
        var attempts = standing.attempts
        switch standing.effect(of: report, on: 1) {
        case .nothing: return standing
        case .attempt(let now):
            attempts[1] = now
            return DeliveryStanding(status: standing.status, attempt: 1, attempts: attempts)
        case .better(let now, let status):
            attempts[1] = now
            return DeliveryStanding(status: status, attempt: 1, attempts: attempts)
        case .failed:
            failures += 1
            attempts[1] = .failed
            return DeliveryStanding(status: .pending, attempt: 1, attempts: attempts)
        }
    }

    @Test(
        "hangs on how the delivery and its other attempts stand",
        arguments: [
            // An attempt in doubt is settled by its report.
            (
                DeliveryStatus.pending, 1, [1: AttemptStatus.inDoubt], AttemptStatus.sent, 1,
                ReportEffect.better(.sent, .sent)
            ),
            (.pending, 1, [1: .inDoubt], .failed, 1, .failed),
            (.sending, 1, [:], .delivered, 1, .better(.delivered, .delivered)),
            // The earlier attempt arrived after all, whatever the later one is doing.
            (.sending, 2, [1: .failed], .delivered, 1, .better(.delivered, .delivered)),
            (.pending, 1, [1: .failed], .read, 1, .better(.read, .read)),
            (.dead, 2, [1: .failed, 2: .refused], .delivered, 1, .better(.delivered, .delivered)),
            (.skipped, 1, [1: .failed], .delivered, 1, .better(.delivered, .delivered)),
            // A failure of an attempt that does not carry the delivery changes nothing for it.
            (.delivered, 2, [1: .inDoubt, 2: .delivered], .failed, 1, .attempt(.failed)),
            (.accepted, 2, [1: .accepted, 2: .accepted], .failed, 1, .attempt(.failed)),
            (.sending, 2, [1: .inDoubt], .failed, 1, .attempt(.failed)),
            (.dead, 1, [1: .inDoubt], .failed, 1, .attempt(.failed)),
            // Late and less.
            (.read, 1, [1: .read], .delivered, 1, .nothing), (.delivered, 1, [1: .delivered], .failed, 1, .nothing),
            (.delivered, 2, [1: .inDoubt, 2: .delivered], .sent, 1, .attempt(.sent)),
            // What was taken for refused had reached the provider.
            (.pending, 1, [1: .refused], .sent, 1, .better(.sent, .sent)),
        ])
    func standings(
        _ status: DeliveryStatus, _ attempt: Int, _ attempts: [Int: AttemptStatus], _ report: AttemptStatus, _ on: Int,
        _ effect: ReportEffect
    ) {
        let standing = DeliveryStanding(status: status, attempt: attempt, attempts: attempts)
        #expect(standing.effect(of: report, on: on) == effect)
    }

    @Test("that is a failure leads to what its class says", arguments: ErrorClass.allCases)
    func classes(_ errorClass: ErrorClass) {
        let rules = LateFailureRules(retry: RetryPolicy())
        let error = ProviderError(errorClass, code: "1", detail: "")
        let step = rules.step(after: error, attempt: 1, wasTemplate: false)
        switch (errorClass, step.outcome) {
        case (.transient, .retry), (.unknown, .retry), (.throttled, .retry), (.configuration, .retry):
            #expect(!step.needsTemplate)
        case (.windowClosed, .retry): #expect(step.needsTemplate)
        case (.recipient, .skipped(.recipientUnreachable, _)), (.optOut, .skipped(.optedOut, _)):
            #expect(step.recipient != nil)
        case (.policy, .skipped(.policy, _)), (.template, .skipped(.templateUnusable, _)), (.content, .dead): break
        default: Issue.record("\(errorClass) leads to \(step.outcome)")
        }
    }

    @Test("gives up when the attempts are spent, and asks for a template only once")
    func ends() {
        let rules = LateFailureRules(retry: RetryPolicy(maximumAttempts: 3))
        let transient = ProviderError(.transient, code: "1", detail: "")
        #expect(
            rules.step(after: transient, attempt: 3, wasTemplate: false).outcome
                == .dead(reason: DeathReason.attemptsSpent, transient))
        let closed = ProviderError(.windowClosed, code: "131047", detail: "")
        #expect(
            rules.step(after: closed, attempt: 2, wasTemplate: true).outcome == .skipped(.windowClosed, closed))
    }
}
