import Foundation
import Persistence
import Postgres
import ServiceKit

/// Looks at the database: reachable, of the right schema, with room for what comes, and with nothing lying too long.
struct DatabaseExamination: Sendable {
    let settings: Settings

    func findings() async -> [Finding] {
        do {
            return try await Database.use(settings) { pool in
                var findings = try await schema(pool)
                guard findings.allSatisfy({ $0.state == .well }) else { return findings }
                let vitals = try await DatabaseVitals.read(on: pool)
                findings += [partitions(vitals), outbox(vitals), unmatched(vitals), doubtful(vitals)]
                findings += try await senders(pool) + pauses(pool)
                return findings
            }
        } catch {
            return [
                .wrong(
                    "database", CommandFailure.line(error),
                    do: "see that PostgreSQL runs and DATABASE_URL names it, its user and its database")
            ]
        }
    }

    private func schema(_ pool: PostgresPool) async throws -> [Finding] {
        let (server, version) = try await DatabaseVitals.versions(on: pool)
        let needed = try Schema.required()
        var findings = [Finding.well("database", "PostgreSQL \(server / 10_000)")]
        if server < 140_000 {
            findings = [.wrong("database", "PostgreSQL \(server / 10_000)", do: "use PostgreSQL 14 or newer")]
        }
        if version == needed {
            findings.append(.well("migrations", "version \(version)"))
        } else if version < needed {
            findings.append(.wrong("migrations", "version \(version) of \(needed)", do: "campanello migrate"))
        } else {
            findings.append(
                .wrong(
                    "migrations", "version \(version), this tool knows \(needed)",
                    do: "use the tool of the services' version"))
        }
        return findings
    }

    private func partitions(_ vitals: DatabaseVitals) -> Finding {
        vitals.partitionsAhead >= 1
            ? .well("partitions of matches", "\(vitals.partitionsAhead) days ahead")
            : .wrong("partitions of matches", "none for tomorrow", do: "start a Matcher: its leader makes them")
    }

    private func outbox(_ vitals: DatabaseVitals) -> Finding {
        vitals.outboxSeconds < 60
            ? .well("outbox", "\(vitals.outboxRows) waiting")
            : .wrong(
                "outbox", "\(vitals.outboxRows) waiting, the oldest for \(Int(vitals.outboxSeconds)) s",
                do: "see that the services run and reach the broker, and that no queue is full")
    }

    private func unmatched(_ vitals: DatabaseVitals) -> Finding {
        vitals.unmatchedSeconds < 600
            ? .well("matching")
            : .wrong(
                "matching", "a listing has waited for \(Int(vitals.unmatchedSeconds)) s",
                do: "see that a Matcher runs and is ready")
    }

    private func doubtful(_ vitals: DatabaseVitals) -> Finding {
        vitals.held == 0
            ? .well("in doubt")
            : .remark(
                "in doubt", "\(vitals.held) deliveries wait for you", do: "campanello reconcile --resend or --drop")
    }

    private func senders(_ pool: PostgresPool) async throws -> [Finding] {
        let senders = try await SenderStore(pool: pool).current()
        guard !senders.isEmpty else {
            return [.remark("senders", "none has been heard of in half a minute", do: "start the channels' senders")]
        }
        return senders.map { sender in
            let what = "sender of \(sender.channel)"
            return sender.isWorking
                ? .well(what, sender.owner)
                : .remark(what, "\(sender.owner): \(sender.reason)", do: "mend what it says; it goes on by itself")
        }
    }

    private func pauses(_ pool: PostgresPool) async throws -> [Finding] {
        try await PauseStore(pool: pool).current().map { pause in
            .remark(
                "\(pause.kind) \(pause.name)", "\(pause.words), since \(pause.pausedAt.formatted(.iso8601))",
                do: "campanello resume \(pause.name)")
        }
    }
}
