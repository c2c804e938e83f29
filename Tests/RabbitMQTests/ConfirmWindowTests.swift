import Foundation
import Messaging
import Testing

@testable import RabbitMQ

@Suite("The window of unconfirmed publishes")
struct ConfirmWindowTests {
    private var window = ConfirmWindow<Int>(limit: 4)
    private var settled: [ConfirmWindow<Int>.Settled] = []
    private let start = ContinuousClock.now

    private mutating func send(_ tickets: ClosedRange<Int>, exchange: String = "listings", key: String = "k") {
        for ticket in tickets {
            window.sent(
                Publication(.example("m\(ticket)"), exchange: exchange, routingKey: key),
                deadline: start + .seconds(ticket), ticket: ticket)
        }
    }

    private func text(_ settled: [ConfirmWindow<Int>.Settled]) -> [String] {
        settled.map { ticket, result in
            switch result {
            case .success: "\(ticket) ok"
            case .failure(let error): "\(ticket) \(error)"
            }
        }
    }

    @Test("takes as many as its limit, and room comes back with confirms in any order")
    mutating func bounds() {
        send(1...4)
        #expect(!window.hasRoom)
        settled = window.confirmed(3, multiple: false)
        #expect(text(settled) == ["3 ok"])
        #expect(window.hasRoom)
        #expect(window.count == 3)
        settled = window.confirmed(3, multiple: false)
        #expect(text(settled).isEmpty)
    }

    @Test("settles all up to a multiple confirm, each once")
    mutating func multiple() {
        send(1...4)
        settled = window.confirmed(2, multiple: false)
        #expect(text(settled) == ["2 ok"])
        settled = window.confirmed(3, multiple: true)
        #expect(text(settled) == ["1 ok", "3 ok"])
        settled = window.refused(4, multiple: true)
        #expect(text(settled) == ["4 refused"])
        #expect(window.count == 0)
        send(5...6)
        settled = window.confirmed(6, multiple: true)
        #expect(text(settled) == ["5 ok", "6 ok"])
    }

    @Test("does not take the confirm of a returned message for success")
    mutating func returned() {
        send(1...3)
        window.returned(exchange: "listings", routingKey: "k", messageID: "m2")
        window.returned(exchange: "listings", routingKey: "k", messageID: "m9")
        settled = window.confirmed(3, multiple: true)
        #expect(text(settled) == ["1 ok", "2 unroutable", "3 ok"])
    }

    @Test("tells two copies of one message apart by where they went and in which order")
    mutating func copies() {
        for (ticket, key) in [(1, "a"), (2, "b"), (3, "b")] {
            window.sent(
                Publication(.example("m"), exchange: "e", routingKey: key), deadline: start, ticket: ticket)
        }
        window.returned(exchange: "e", routingKey: "b", messageID: "m")
        settled = window.confirmed(3, multiple: true)
        #expect(text(settled) == ["1 ok", "2 unroutable", "3 ok"])
    }

    @Test("keeps the place of a publish whose caller no longer waits")
    mutating func expires() {
        send(1...4)
        settled = window.expired(at: start + .seconds(2))
        #expect(text(settled) == ["1 timedOut", "2 timedOut"])
        #expect(!window.hasRoom)
        #expect(window.nextDeadline == start + .seconds(3))
        #expect(window.oldestDeadline == start + .seconds(1))
        settled = window.confirmed(4, multiple: true)
        #expect(text(settled) == ["3 ok", "4 ok"])
        #expect(window.nextDeadline == nil)
    }

    @Test("blames the message that the broker's words quote, and only that")
    mutating func closed() {
        send(1...1)
        send(2...2, exchange: "nowhere")
        let reason = "NOT_FOUND - no exchange 'nowhere' in vhost '/'"
        settled = window.channelClosed(reason)
        #expect(settled.map(\.ticket) == [1, 2])
        #expect(text(settled).first == "1 connectionLost")
        send(1...1)
        send(2...2, key: "telegram")
        let refusal = "ACCESS_REFUSED - write access to topic 'telegram' in exchange 'listings' in vhost '/' refused"
        settled = window.channelClosed(refusal)
        #expect(text(settled).first == "1 connectionLost")
        #expect(text(settled).last?.hasPrefix("2 rejected") == true)
        send(7...7)
        settled = window.confirmed(1, multiple: false)
        #expect(text(settled) == ["7 ok"])
    }

    @Test("fails everything with the connection")
    mutating func lost() {
        send(1...2)
        settled = window.connectionLost()
        #expect(text(settled) == ["1 connectionLost", "2 connectionLost"])
        #expect(window.count == 0)
    }

    @Test("ignores confirms of numbers it never sent")
    mutating func unknown() {
        send(1...1)
        settled = window.confirmed(9, multiple: false) + window.confirmed(0, multiple: true)
        #expect(settled.isEmpty)
        #expect(window.count == 1)
    }
}

extension Message {
    static func example(_ id: String, size: Int = 2) -> Message {
        Message(
            messageID: id, type: "new-listings-for-filter.v1", timestamp: Date(timeIntervalSince1970: 1_800_000_000),
            appID: "matcher", body: [UInt8](repeating: 32, count: size))
    }
}
