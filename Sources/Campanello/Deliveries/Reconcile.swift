import ArgumentParser
import Contracts
import Foundation
import Operations
import Persistence
import Postgres
import ServiceKit
import TextTable

/// `campanello reconcile`.
struct Reconcile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Holds deliveries against the queues, and settles those in doubt.",
        discussion: """
            Without an option it only looks: which messages are missing, late or left over, and what to do. --resend and \
            --drop settle held deliveries, of which nobody knows whether they arrived: sent again, people may read them \
            twice; dropped, what they speak of is not said again. Status 1 while something is lost or late.
            """)

    @OptionGroup var output: OutputOptions
    @Flag(help: "Send the held ones again; the sweep does it within a minute.") var resend = false
    @Flag(help: "Count the held ones as sent.") var drop = false
    @Option(help: "Only this delivery; may be repeated.") var id: [String] = []
    @Option(help: "Only those of this channel: whatsapp or telegram.") var channel: String?
    @Flag(help: "Also those in doubt that still wait for the provider's report.") var waiting = false
    @Flag(help: "Also those that have expired, which get another day.") var force = false

    func validate() throws {
        if resend && drop { throw ValidationError("--resend and --drop exclude each other") }
        guard resend || drop || id.isEmpty && !waiting && !force && channel == nil else {
            throw ValidationError("say what to do with them: --resend or --drop")
        }
        if drop && force { throw ValidationError("--force goes with --resend: what is expired is dropped anyway") }
        for text in id where UUID(uuidString: text) == nil {
            throw ValidationError("\(text) is no delivery's id: that is a UUID, as campanello deliveries shows it")
        }
        if let channel, Channel(rawValue: channel) == nil {
            throw ValidationError("--channel is whatsapp or telegram")
        }
    }

    func run() async throws {
        let settings = try await Settings.load()
        if resend || drop { try await settle(settings) } else { try await look(settings) }
    }

    private func settle(_ settings: Settings) async throws {
        let selection = DoubtStore.Selection(
            ids: id.compactMap(UUID.init(uuidString:)), channel: channel.flatMap(Channel.init(rawValue:)),
            heldOnly: !waiting)
        let (who, force, isDrop) = (try OperatorName.current(settings), force, drop)
        let outcome = try await Database.use(settings) { pool in
            let store = DoubtStore(pool: pool)
            return isDrop
                ? try await store.drop(selection, by: who)
                : try await store.resend(selection, force: force, by: who)
        }
        let done = isDrop ? "dropped" : "will be sent again within a minute"
        let left = outcome.expired > 0 ? "; \(outcome.expired) have expired: --force or --drop" : ""
        let nothing = outcome.settled + outcome.expired == 0
        try output.show(
            nothing ? "Nothing of that kind is in doubt." : "\(outcome.settled) \(done)\(left)", object: outcome)
    }

    private func look(_ settings: Settings) async throws {
        let scale = try settings.double("RETRY_SCALE", default: 1, in: 0.0001...1)
        let broker = try Broker(settings)
        // The broker first: a row that is finished meanwhile then shows as a copy too many, never as one too few.
        let queues = try await broker.queues()
        let rows = try await Database.use(settings) { pool in
            try await QueueReckoning.read(overdueAfter: .seconds(900) * scale, on: pool)
        }
        let found = rows.map { Reconciliation($0, queues) }
        try output.show(found, empty: "", columns: Self.columns, object: ["queues": found])
        if found.contains(where: { $0.verdict == .lost || $0.verdict == .late }) { throw ExitCode(1) }
    }

    private static func columns(_ line: Reconciliation) -> [Column] {
        [
            Column("queue" <- line.queue), Column("unfinished" <- line.unfinished, align: .right),
            Column("outbox" <- line.inOutbox, align: .right), Column("messages" <- line.messages, align: .right),
            Column("missing" <- line.missing, align: .right), Column("overdue" <- line.overdue, align: .right),
            Column("held" <- line.held, align: .right), Column("dead" <- line.dead, align: .right),
            Column("letters" <- line.deadLetters, align: .right), Column("verdict" <- line.verdict.rawValue),
            Column("what to do" <- line.advice),
        ]
    }
}
