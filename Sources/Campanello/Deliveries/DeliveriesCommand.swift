import ArgumentParser
import Contracts
import Foundation
import Operations
import Persistence
import Postgres
import ServiceKit
import TextTable

/// `campanello deliveries`.
struct DeliveriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries", abstract: "What became of messages: the newest first, or all of one's life.",
        discussion: "Addresses are masked.")

    @OptionGroup var output: OutputOptions
    @ArgumentParser.Argument(help: "The id of one, to see its whole timeline.") var id: String?
    @Option(help: "Only those of this status, such as pending or dead; may be repeated.") var status: [String] = []
    @Option(help: "Only those of this channel: whatsapp or telegram.") var channel: String?
    @Option(help: "Only those of the person with this account number or e-mail address.") var user: String?
    @Flag(help: "Only those of which nobody knows whether they arrived.") var inDoubt = false
    @Flag(help: "Only those that wait for your word: campanello reconcile.") var held = false
    @Option(help: "Only those made at this time or later, as in 2026-11-20T10:00:00Z.") var since: String?
    @Option(help: "At most so many.") var limit = 50

    func validate() throws {
        if let id, UUID(uuidString: id) == nil {
            throw ValidationError("\(id) is no delivery's id: that is a UUID, as campanello deliveries shows it")
        }
        for name in status where DeliveryStatus(rawValue: name) == nil {
            let known = DeliveryStatus.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("there is no status \(name); there are: \(known)")
        }
        if let channel, Channel(rawValue: channel) == nil {
            throw ValidationError("--channel is whatsapp or telegram")
        }
        if let since, (try? Date(since, strategy: .iso8601)) == nil {
            throw ValidationError("--since is a time, as in 2026-11-20T10:00:00Z")
        }
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is from 1 to 10000") }
    }

    func run() async throws {
        let settings = try await Settings.load()
        if let id = id.flatMap(UUID.init(uuidString:)) { return try await show(id, settings) }
        var search = DeliverySearch()
        search.statuses = status.compactMap(DeliveryStatus.init(rawValue:))
        search.channel = channel.flatMap(Channel.init(rawValue:))
        (search.isInDoubt, search.isHeld, search.limit) = (inDoubt, held, limit)
        search.since = since.flatMap { try? Date($0, strategy: .iso8601) }
        let (user, wanted) = (user, search)
        let lines = try await Database.use(settings) { pool in
            var search = wanted
            if let user { search.userID = try await Self.account(user, pool) }
            return try await search.run(on: pool).map(DeliveryView.init)
        }
        try output.show(lines, empty: "No such deliveries.", columns: Self.columns, object: ["deliveries": lines])
    }

    private func show(_ id: UUID, _ settings: Settings) async throws {
        let history = try await Database.use(settings) { pool in try await DeliveryHistory.read(id, on: pool) }
        guard let history else { throw CommandFailure("there is no delivery \(id.uuidString.lowercased())") }
        let timeline = DeliveryTimeline(history)
        if !output.json {
            let view = timeline.delivery
            print(
                "\(view.id) \(view.status) on \(view.channel) to \(view.recipient ?? "nobody"), user \(view.userId)"
                    + (timeline.total.map { ", \($0) listings" } ?? ""))
        }
        try output.show(
            timeline.events, empty: "",
            columns: {
                [Column("at" <- $0.at.formatted(.iso8601)), Column("what" <- $0.what), Column("detail" <- $0.detail)]
            }, object: timeline)
    }

    /// An account's number is taken as it is: one that is gone has deliveries no more.
    static func account(_ user: String, _ pool: PostgresPool) async throws -> Int64 {
        if let id = Int64(user) { return id }
        guard let known = try await UserStore(pool: pool).credentials(email: user)?.user else {
            throw CommandFailure("there is no account with this e-mail address")
        }
        return known.id
    }

    private static func columns(_ line: DeliveryView) -> [Column] {
        [
            Column("delivery" <- line.id), Column("channel" <- line.channel),
            Column("user" <- line.userId, align: .right), Column("recipient" <- line.recipient ?? ""),
            Column("status" <- line.isHeld ? "held" : line.status), Column("attempt" <- line.attempt, align: .right),
            Column("reason" <- line.reason ?? ""), Column("class" <- line.errorClass ?? ""),
            Column("code" <- line.errorCode ?? ""), Column("made" <- line.createdAt.formatted(.iso8601)),
            Column("accepted" <- line.acceptedAt?.formatted(.iso8601) ?? ""),
        ]
    }
}
