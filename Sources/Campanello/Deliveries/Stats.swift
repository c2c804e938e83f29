import ArgumentParser
import Foundation
import Operations
import Persistence
import Postgres
import ServiceKit
import TextTable

/// `campanello stats`.
struct Stats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "How sending goes: sent, delivered, read, how fast, and what failed.",
        discussion: "A message counts in the hour in which it was made.")

    @OptionGroup var output: OutputOptions
    @Option(help: "Of the last so many hours.") var hours = 24
    @Flag(help: "Hour by hour as well.") var hourly = false

    func validate() throws {
        guard SendingReport.range.contains(hours) else {
            throw ValidationError(
                "--hours is from \(SendingReport.range.lowerBound) to \(SendingReport.range.upperBound)")
        }
    }

    func run() async throws {
        let hours = hours
        let report = try await Database.use(try await Settings.load()) { pool in
            try await SendingReport.read(hours: hours, on: pool)
        }
        if output.json { return try output.show("", object: report) }
        try output.show(
            hourly ? report.hourly : report.channels, empty: "Nothing was made in \(hours) hours.",
            columns: Self.columns, object: report)
        if !report.failures.isEmpty {
            print("\nRefused attempts:")
            try output.show(report.failures, empty: "", columns: Self.columns, object: report)
        }
        if !report.people.isEmpty {
            print("\nPeople:")
            try output.show(report.people, empty: "", columns: Self.columns, object: report)
        }
        if !report.taps.isEmpty {
            print("\nPressed buttons:")
            try output.show(report.taps, empty: "", columns: Self.columns, object: report)
        }
    }

    private static func columns(_ line: SendingFigures) -> [Column] {
        let hour = line.hour.map { [Column("hour" <- $0.formatted(.iso8601))] } ?? []
        return hour + [
            Column("channel" <- line.channel), Column("made" <- line.made, align: .right),
            Column("accepted" <- line.accepted, align: .right),
            Column("success" <- share(line.accepted, of: line.accepted + line.failed), align: .right),
            Column("delivered" <- share(line.delivered, of: line.accepted), align: .right),
            Column("read" <- share(line.read, of: line.accepted), align: .right),
            Column("failed" <- line.failed, align: .right), Column("skipped" <- line.skipped, align: .right),
            Column("in doubt" <- line.inDoubt, align: .right), Column("waiting" <- line.waiting, align: .right),
            Column("median" <- seconds(line.medianSeconds), align: .right),
            Column("95 %" <- seconds(line.percentile95Seconds), align: .right),
        ]
    }

    private static func columns(_ line: FailureFigures) -> [Column] {
        [
            Column("channel" <- line.channel), Column("class" <- line.errorClass), Column("code" <- line.errorCode),
            Column("attempts" <- line.attempts, align: .right),
        ]
    }

    private static func columns(_ line: PeopleFigures) -> [Column] {
        [
            Column("channel" <- line.channel), Column("reachable" <- line.reachable, align: .right),
            Column("still after 7 days" <- share(line.active7, of: line.joined7), align: .right),
            Column("still after 30 days" <- share(line.active30, of: line.joined30), align: .right),
        ]
    }

    private static func columns(_ line: TapFigures) -> [Column] {
        [
            Column("channel" <- line.channel), Column("button" <- line.button),
            Column("taps" <- line.taps, align: .right),
        ]
    }

    private static func share(_ part: Int, of whole: Int) -> String {
        whole == 0 ? "" : String(format: "%.1f %%", 100 * Double(part) / Double(whole))
    }

    private static func seconds(_ value: Double?) -> String { value.map { String(format: "%.1f s", $0) } ?? "" }
}
