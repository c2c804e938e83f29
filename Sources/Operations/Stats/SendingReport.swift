package import Foundation
package import Persistence
package import Postgres

/// How sending went in the last hours.
package struct SendingReport: Sendable, Encodable {
    package let hours: Int
    package let since: Date
    package let channels: [SendingFigures]
    package let hourly: [SendingFigures]
    package let failures: [FailureFigures]
    package let people: [PeopleFigures]
    package let taps: [TapFigures]

    /// The hours that can be asked for: a month.
    package static let range = 1...744

    package static func read(hours: Int, now: Date = Date(), on pool: PostgresPool) async throws(PostgresError)
        -> SendingReport
    {
        let since = now.addingTimeInterval(-3600 * Double(hours))
        return SendingReport(
            hours: hours, since: since,
            channels: try await SendingFigures.read(since: since, hourly: false, on: pool),
            hourly: try await SendingFigures.read(since: since, hourly: true, on: pool),
            failures: try await FailureFigures.read(since: since, on: pool),
            people: try await PeopleFigures.read(on: pool),
            taps: try await TapFigures.read(since: since, on: pool))
    }
}
