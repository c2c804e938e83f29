package import Foundation
package import Messaging
package import Notifications
package import Postgres

/// A provider's report of one of our deliveries, for the log.
package struct AppliedReport: Sendable {
    package let deliveryID: UUID
    package let provider: ProviderKind
    /// The status reported, or `repeated`.
    package let outcome: String
    package let errorCode: String?
    package let trace: TraceParent?
}

/// Writes down what providers report, with all that hangs on it.
package struct ReportStore: Sendable {
    /// How long a report waits for its message's id to be recorded.
    package static let patience: Duration = .seconds(24 * 3600)

    let rules: LateFailureRules
    let events: DeliveryEvent
    /// How far back a returned notification's matches may lie.
    let catchUp: Duration
    let heard: @Sendable (AppliedReport) -> Void

    /// - Parameter heard: called with every report that is applied, before its transaction is committed.
    package init(
        retry: RetryPolicy, events: DeliveryEvent, catchUp: Duration = .seconds(7 * 86_400),
        heard: @escaping @Sendable (AppliedReport) -> Void = { _ in }
    ) {
        self.heard = heard
        rules = LateFailureRules(retry: retry)
        self.events = events
        self.catchUp = catchUp
    }

    /// Applies a report inside the transaction that marks it done.
    package func apply(
        _ report: DeliveryReport, of callback: StoredCallback, on connection: PostgresConnection
    ) async throws -> CallbackVerdict {
        switch try await ReportedDelivery.find(report, from: callback.provider, on: connection) {
        case .notYet:
            return callback.age < Self.patience ? .later(Self.wait(afterTries: callback.tries)) : .done("unmatched")
        case .found(let delivery):
            let outcome = try await apply(report, of: callback, to: delivery, on: connection)
            heard(
                AppliedReport(
                    deliveryID: delivery.subject.id, provider: callback.provider, outcome: outcome,
                    errorCode: report.error?.code, trace: delivery.traceparent.flatMap(TraceParent.init(_:))))
            return .done(outcome)
        }
    }

    /// From a second to an hour.
    private static func wait(afterTries tries: Int) -> Duration {
        .seconds(min(3_600, 1 << min(max(tries - 1, 0), 12)))
    }

    private func apply(
        _ report: DeliveryReport, of callback: StoredCallback, to delivery: ReportedDelivery,
        on connection: PostgresConnection
    ) async throws -> String {
        let writer = ReportWriter(report: report, callback: callback, delivery: delivery, service: events.service)
        switch delivery.standing.effect(of: report.status, on: delivery.attempt) {
        case .nothing: return "repeated"
        case .attempt(let status):
            try await writer.writeAttempt(status, on: connection)
            return report.status.rawValue
        case .better(let status, let best):
            try await writer.writeAttempt(status, on: connection)
            try await writer.improve(to: best, on: connection)
            return report.status.rawValue
        case .failed:
            try await writer.writeAttempt(.failed, on: connection)
            try await fail(writer, on: connection)
            return report.status.rawValue
        }
    }

    /// The message did not arrive after all: its entries are reserved again, and what follows is what a refusal of the
    /// same class has.
    private func fail(_ writer: ReportWriter, on connection: PostgresConnection) async throws {
        let delivery = writer.delivery
        let error = writer.error.asRefusal
        try await writer.reopen(on: connection)
        let step = rules.step(
            after: error, attempt: delivery.standing.attempt - delivery.subject.attemptsBefore,
            wasTemplate: delivery.mustUseTemplate)
        let record = DeliveryRecord(
            delivery.subject, channel: delivery.channel, attempt: delivery.standing.attempt, owner: nil,
            address: writer.report.address ?? delivery.address, outcome: step.outcome, recipient: step.recipient)
        _ = try await connection.query(
            RecordSQL.text,
            try RecordColumns(records: [record]).parameters() + [
                .text(events.service), .int(catchUp.components.seconds * 1000),
            ])
        let changes = RecipientChanges([record])
        if !changes.isEmpty { try await changes.apply(on: connection) }
        if error.errorClass == .windowClosed { try await writer.closeWindow(on: connection) }
        if case .dead(let reason, let error) = step.outcome { try await bury(writer, reason, error, on: connection) }
        guard case .retry(let wait, _) = step.outcome else { return }
        if step.needsTemplate { try await writer.demandTemplate(on: connection) }
        let event = try await events.read(
            delivery.subject.id, isDirect: delivery.subject.isDirect, attempt: delivery.standing.attempt + 1,
            delay: wait, on: connection)
        if let event { try await Outbox.append([event], on: connection) }
    }
}
