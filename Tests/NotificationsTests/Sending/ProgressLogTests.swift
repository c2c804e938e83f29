import Contracts
import Foundation
import Testing

@testable import Notifications

@Suite("How far a queue has come")
struct ProgressLogTests {
    private let log = ProgressLog()
    private let queue = WorkQueue.telegramNotifications

    private func ready(isConsuming: Bool = true) -> Int? {
        log.take([queue], isConsuming: isConsuming).first?.readyMessages
    }

    @Test("a queue from which nothing came while its consumer had room is empty")
    func empty() {
        #expect(ready() == 0)
        #expect(ready(isConsuming: false) == nil)
    }

    @Test("while a handler is stalled the queue is never taken for empty")
    func stalled() {
        log.begin(queue)
        for _ in 0..<3 { #expect(ready() == nil) }
        log.end(queue)
        #expect(ready() == 0)
    }

    @Test("nor is it when something came and went between two looks")
    func between() {
        log.begin(queue)
        log.end(queue)
        #expect(ready() == nil)
        #expect(ready() == 0)
    }

    @Test("the latest delivery is the latest by its id, whatever came last")
    func latest() {
        let ids = (0..<3).map { _ in UUID.v7() }.sorted { $0.uuidString < $1.uuidString }
        for id in [ids[1], ids[2], ids[0]] { log.note([ClaimRequest(id: id, attempt: 1)], of: queue) }
        #expect(log.take([queue], isConsuming: true).first?.lastDeliveredID == ids[2])
    }
}
