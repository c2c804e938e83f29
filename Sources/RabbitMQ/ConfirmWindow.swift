import DequeModule
import Messaging

/// The publishes of one channel that the broker has not confirmed yet: a pure state machine that turns what the broker
/// says into results of tickets.
///
/// The broker numbers publishes from 1 for each channel and confirms single numbers or, with `multiple`, all up to
/// one. An unroutable message is returned first and confirmed afterwards, so that confirm is no success.
struct ConfirmWindow<Ticket> {
    typealias Settled = (ticket: Ticket, result: Result<Void, PublishError>)

    private struct Entry {
        /// nil once its result is known.
        var ticket: Ticket?
        let exchange: String
        let routingKey: String
        let messageID: String
        let deadline: ContinuousClock.Instant
        var isReturned = false
        /// Whether the broker has had its say.
        var isAnswered = false
    }

    /// Unconfirmed publishes at most.
    let limit: Int
    /// From the oldest that is not answered on.
    private var entries: Deque<Entry> = []
    /// The number of the first entry.
    private var first: UInt64 = 1
    /// Entries that are not answered.
    private(set) var count = 0

    init(limit: Int) {
        self.limit = limit
    }

    var hasRoom: Bool { count < limit }

    /// When the next ticket runs out of time.
    var nextDeadline: ContinuousClock.Instant? { entries.first { $0.ticket != nil }?.deadline }

    /// When the oldest publish that the broker has not answered was due.
    var oldestDeadline: ContinuousClock.Instant? { entries.first?.deadline }

    /// A message was written to the channel.
    mutating func sent(_ publication: Publication, deadline: ContinuousClock.Instant, ticket: Ticket) {
        entries.append(
            Entry(
                ticket: ticket, exchange: publication.exchange, routingKey: publication.routingKey,
                messageID: publication.message.messageID, deadline: deadline))
        count += 1
    }

    /// The broker sent a mandatory message back. The oldest one like it is meant, since it keeps their order.
    mutating func returned(exchange: String, routingKey: String, messageID: String) {
        let index = entries.firstIndex { entry in
            !entry.isAnswered && !entry.isReturned && entry.messageID == messageID && entry.exchange == exchange
                && entry.routingKey == routingKey
        }
        if let index { entries[index].isReturned = true }
    }

    mutating func confirmed(_ tag: UInt64, multiple: Bool) -> [Settled] {
        answer(tag, multiple) { $0.isReturned ? .failure(.unroutable) : .success(()) }
    }

    mutating func refused(_ tag: UInt64, multiple: Bool) -> [Settled] {
        answer(tag, multiple) { _ in .failure(.refused) }
    }

    /// Tickets whose time is over. Their places stay taken until the broker answers.
    mutating func expired(at now: ContinuousClock.Instant) -> [Settled] {
        var settled: [Settled] = []
        for index in entries.indices {
            guard entries[index].deadline <= now else { break }
            guard let ticket = entries[index].ticket else { continue }
            entries[index].ticket = nil
            settled.append((ticket, .failure(.timedOut)))
        }
        return settled
    }

    /// The broker closed the channel. Where its words quote the exchange (and topic) of an entry, that entry is the
    /// cause; of the others nobody knows.
    mutating func channelClosed(_ text: String) -> [Settled] {
        takeAll { entry in
            let isMeant =
                text.contains("exchange '\(entry.exchange)'")
                && (!text.contains("topic '") || text.contains("topic '\(entry.routingKey)'"))
            return isMeant ? .rejected(text) : .connectionLost
        }
    }

    mutating func connectionLost() -> [Settled] {
        takeAll { _ in .connectionLost }
    }

    private mutating func answer(
        _ tag: UInt64, _ multiple: Bool, _ result: (Entry) -> Result<Void, PublishError>
    ) -> [Settled] {
        guard tag >= first, tag - first < UInt64(entries.count) else { return [] }
        let last = Int(tag - first)
        var settled: [Settled] = []
        for index in (multiple ? 0 : last)...last where !entries[index].isAnswered {
            if let ticket = entries[index].ticket { settled.append((ticket, result(entries[index]))) }
            entries[index].ticket = nil
            entries[index].isAnswered = true
            count -= 1
        }
        while let entry = entries.first, entry.isAnswered {
            entries.removeFirst()
            first += 1
        }
        return settled
    }

    private mutating func takeAll(_ error: (Entry) -> PublishError) -> [Settled] {
        let settled: [Settled] = entries.compactMap { entry in
            entry.ticket.map { ($0, .failure(entry.isReturned ? .unroutable : error(entry))) }
        }
        self = ConfirmWindow(limit: limit)
        return settled
    }
}
