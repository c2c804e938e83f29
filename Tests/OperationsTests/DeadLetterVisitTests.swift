import Contracts
import Foundation
import Messaging
import Operations
import TestSupport
import Testing

@Suite("Looking at dead letters")
struct DeadLetterVisitTests {
    private let broker = MemoryBroker(.standard())

    private var queues: DeadLetterQueues {
        DeadLetterQueues(subscriber: broker, quiet: .milliseconds(100)) { true }
    }

    @Test("groups them by queue, reason, class and code, the largest group first")
    func groups() async throws {
        for id in 1...3 { try await broker.bury("a\(id)", in: .telegramNotifications, code: "400") }
        try await broker.bury("b1", in: .telegramNotifications, code: "403")
        try await broker.bury("c1", in: .whatsappDirect, code: "400")
        var letters: [BuriedMessage] = []
        try await queues.visit(LetterSelection()) { letter in
            letters.append(letter)
            return .stays
        }
        let groups = CauseGroup.groups(of: letters)
        #expect(groups.map(\.count) == [3, 1, 1])
        #expect(groups.first?.cause.errorCode == "400")
        #expect(groups.first?.cause.queue == .telegramNotifications)
        #expect(groups.first?.exampleID == "a1")
    }

    @Test("shows each once, and takes away only what is said to go")
    func removes() async throws {
        for id in 1...4 { try await broker.bury("m\(id)", in: .telegramDirect, code: "\(id % 2)") }
        var seen: [String] = []
        try await queues.visit(LetterSelection(errorCode: "1")) { letter in
            seen.append(letter.message.messageID)
            return letter.message.messageID == "m3" ? .goes : .stays
        }
        #expect(seen == ["m1", "m3"])
        await broker.loseConnections()
        let left = await broker.messages(in: WorkQueue.telegramDirect.dead).map(\.messageID).sorted()
        #expect(left == ["m1", "m2", "m4"])
    }

    @Test("leaves everything where it is when looking fails")
    func fails() async throws {
        struct Fault: Error {}
        for id in 1...3 { try await broker.bury("m\(id)", in: .telegramDirect, code: "1") }
        await #expect(throws: Fault.self) { try await queues.visit(LetterSelection()) { _ in throw Fault() } }
        await broker.loseConnections()
        #expect(await broker.messages(in: WorkQueue.telegramDirect.dead).count == 3)
    }

    @Test("gives up on a broker that stays away, and says so")
    func away() async throws {
        let queues = DeadLetterQueues(
            subscriber: broker, quiet: .milliseconds(50), patience: .milliseconds(100),
            fault: { "the user or the password is wrong" }, isConnected: { false })
        await #expect {
            try await queues.visit(LetterSelection()) { _ in .stays }
        } throws: {
            "\($0)".contains(": the user or the password is wrong;")
                && ($0 as? BrokerAway)?.brief.contains("password") == false
        }
    }

    @Test("chooses by the time of death as well")
    func times() async throws {
        let letter = BuriedMessage(
            queue: .telegramDirect,
            message: .letter("m", code: "1", failedAt: try Date("2026-01-02T00:00:00Z", strategy: .iso8601)))
        let day = { (text: String) in try Date("\(text)T00:00:00Z", strategy: .iso8601) }
        #expect(LetterSelection(since: try day("2026-01-02"), before: try day("2026-01-03")).contains(letter))
        #expect(!LetterSelection(since: try day("2026-01-03")).contains(letter))
        #expect(!LetterSelection(before: try day("2026-01-02")).contains(letter))
    }
}

extension Message {
    static func letter(_ id: String, code: String, failedAt: Date = Date()) -> Message {
        let message = Message(
            messageID: id, type: MessageType.newListingsForFilter.rawValue, timestamp: Date(), appID: "matcher",
            body: [0x7B, 0x7D])
        return message.deadLettered(
            DeadLetter(
                reason: "content-refused", errorClass: "content", errorCode: code, error: "message is too long",
                failedAt: failedAt))
    }
}

extension MemoryBroker {
    func bury(_ id: String, in queue: WorkQueue, code: String) async throws {
        try await publish(
            .letter(id, code: code), exchange: Exchange.deadLetters, routingKey: queue.name, mandatory: true)
    }
}
