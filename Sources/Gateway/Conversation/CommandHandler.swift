import Contracts
import Notifications
import Persistence
import Postgres

/// The bot's commands. Only who has linked the chat is answered.
struct CommandHandler: InboundHandler {
    /// Filters that the list shows.
    private static let most = 10

    let replies: Replies

    func handle(_ inbound: Inbound, on connection: PostgresConnection) async throws -> InboundOutcome? {
        guard inbound.callback.channel == .telegram, case .text(let text) = inbound.message.content,
            let command = BotCommand(text)
        else { return nil }
        // `/stop` is the keyword, written as a command.
        if command == .unknown, OptOutKeyword(text) != nil { return nil }
        guard let person = inbound.person else { return InboundOutcome(kind: "unknown-address") }
        switch command {
        case .start:
            if person.suspendedReason != nil { _ = try await resume(person, inbound, on: connection) }
            return try await reply(.botHelp, to: person, kind: "start", on: connection)
        case .help, .unknown: return try await reply(.botHelp, to: person, kind: "help", on: connection)
        case .status: return try await StatusReply(replies: replies).send(to: person, on: connection)
        case .filters: return try await list(person, on: connection)
        case .settings: return try await settings(person, on: connection)
        case .pause(nil):
            try await person.switchOff(at: inbound.at, on: connection)
            return try await reply(.channelPaused, to: person, kind: "pause-channel", on: connection)
        case .resume(nil):
            guard try await resume(person, inbound, on: connection) else { return InboundOutcome(kind: "overtaken") }
            return try await reply(.optedIn, to: person, kind: "resume-channel", on: connection)
        case .pause(let filter?):
            return try await FilterSwitch(replies: replies)
                .set(filter, isActive: false, for: inbound, of: person, on: connection)
        case .resume(let filter?):
            return try await FilterSwitch(replies: replies)
                .set(filter, isActive: true, for: inbound, of: person, on: connection)
        case .unlink:
            try await person.unlink(on: connection)
            try await replies.send(.unlinked, to: person, address: inbound.message.address, on: connection)
            return InboundOutcome(kind: "unlink")
        }
    }

    private func reply(
        _ key: DirectTextKey, _ parameters: [String: String] = [:], to person: Correspondent, kind: String,
        on connection: PostgresConnection
    ) async throws -> InboundOutcome {
        try await replies.send(key, parameters, to: person, on: connection)
        return InboundOutcome(kind: kind)
    }

    private func resume(
        _ person: Correspondent, _ inbound: Inbound, on connection: PostgresConnection
    ) async throws -> Bool {
        try await person.optIn(
            by: person.suspendedReason == nil ? .toggle : .startKeyword, at: inbound.at, switchesOn: true,
            on: connection)
    }

    private func list(_ person: Correspondent, on connection: PostgresConnection) async throws -> InboundOutcome {
        let filters = try await person.filters(limit: Self.most, on: connection)
        guard !filters.isEmpty else {
            return try await reply(.menuEmpty, to: person, kind: "filters", on: connection)
        }
        let rows = filters.map { filter in
            FilterMenu.Row(
                press: filter.isActive ? .pause(filter: filter.id) : .resume(filter: filter.id),
                name: [filter.name, filter.city].compactMap(\.self).joined(separator: ", "))
        }
        return try await reply(
            .filters, FilterMenu(rows: rows).parameters, to: person, kind: "filters", on: connection)
    }

    private func settings(_ person: Correspondent, on connection: PostgresConnection) async throws -> InboundOutcome {
        let standing = try await person.standing(on: connection)
        var parameters = ["zone": standing.timeZone, "url": replies.publicURL]
        if let quiet = standing.quietHours {
            parameters["from"] = ClockTime.text(quiet.fromMinute)
            parameters["to"] = ClockTime.text(quiet.toMinute)
        }
        return try await reply(
            standing.quietHours == nil ? .settings : .settingsQuiet, parameters, to: person, kind: "settings",
            on: connection)
    }
}
