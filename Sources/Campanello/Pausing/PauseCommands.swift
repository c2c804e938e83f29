import ArgumentParser
import Foundation
import Operations
import Persistence
import Postgres
import ServiceKit
import TextTable

/// `campanello pause`.
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Stops a channel or a source everywhere, at once; without a name, shows what is stopped.",
        discussion: """
            A channel's senders give back what they hold, and stay up. A source's listings are still taken and kept, but \
            not matched, and nothing that is waiting to be said speaks of them. Nothing is lost: campanello resume.
            """)

    @OptionGroup var output: OutputOptions
    @Argument(help: "whatsapp, telegram, or a source such as idealista.") var name: String?
    @Option(help: "Why: readiness, the log and the operator's page say so. No addresses.") var reason = ""

    func validate() throws {
        guard reason.count <= Pausing.longestReason else {
            throw ValidationError("--reason has at most \(Pausing.longestReason) characters")
        }
        guard name != nil || reason.isEmpty else { throw ValidationError("say what to pause") }
        if let name, PauseSubject(name) == nil { throw ValidationError("\(Pausing.Fault.noName(name))") }
    }

    func run() async throws {
        let settings = try await Settings.load()
        guard let name else { return try await list(settings) }
        let (reason, who) = (reason, try OperatorName.current(settings))
        let outcome = try await Database.use(settings) { pool in
            try await Pausing(pool: pool).pause(name, reason: reason, by: who)
        }
        try output.show("\(outcome.name) is paused\(outcome.changed ? "" : " already")", object: outcome)
    }

    private func list(_ settings: Settings) async throws {
        let pauses = try await Database.use(settings) { pool in try await PauseStore(pool: pool).current() }
        try output.show(
            pauses, empty: "Nothing is paused.", columns: Self.columns, object: ["pauses": pauses])
    }

    private static func columns(_ pause: Pause) -> [Column] {
        [
            Column("paused" <- pause.name), Column("kind" <- pause.kind),
            Column("since" <- pause.pausedAt.formatted(.iso8601)), Column("by" <- pause.operator),
            Column("reason" <- pause.reason),
        ]
    }
}

/// `campanello resume`.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Lets a paused channel or source go on, everywhere.")

    @OptionGroup var output: OutputOptions
    @Argument(help: "whatsapp, telegram, or a source such as idealista.") var name: String

    func validate() throws {
        guard PauseSubject(name) != nil else { throw ValidationError("\(Pausing.Fault.noName(name))") }
    }

    func run() async throws {
        let settings = try await Settings.load()
        let (name, who) = (name, try OperatorName.current(settings))
        let outcome = try await Database.use(settings) { pool in
            try await Pausing(pool: pool).resume(name, by: who)
        }
        try output.show(
            outcome.changed ? "\(outcome.name) goes on" : "\(outcome.name) was not paused", object: outcome)
    }
}
