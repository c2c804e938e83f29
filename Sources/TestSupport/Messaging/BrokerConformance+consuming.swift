import Contracts
import Messaging

extension BrokerConformance {
    func boundsDeliveries() async throws {
        let reader = try await subscribe(prefetch: 3)
        for number in 0..<10 { try await publish(message("m\(number)")) }
        let first = try await reader.next(3)
        // A delivery more would have come by now: these were confirmed after it was due.
        for number in 10..<13 { try await publish(message("m\(number)")) }
        try expect(reader.waiting.isEmpty, "more than the prefetch was delivered")
        await reader.acknowledge(first[0])
        let next = try await reader.next()
        try expect(next.message.messageID == "m3", next.message.messageID)
    }

    func givesBack() async throws {
        try await publish(message("m1"))
        let reader = try await subscribe()
        let first = try await reader.next()
        await reader.giveBack(first)
        let second = try await reader.next()
        try expect(second.message.messageID == "m1", "another message")
        try expect(second.redelivered, "not marked as redelivered")
        await reader.acknowledge(second)
    }

    func cancels() async throws {
        for number in 0..<3 { try await publish(message("m\(number)")) }
        let reader = try await subscribe(prefetch: 2)
        let deliveries = try await reader.next(2)
        await reader.subscription.cancel()
        try await reader.end()
        await reader.acknowledge(deliveries[0])
        await reader.giveBack(deliveries[1])
        let other = try await subscribe()
        let ids = try await other.next(2).map(\.message.messageID)
        try expect(Set(ids) == ["m1", "m2"], "\(ids)")
    }

    func settlesOutOfOrder() async throws {
        for number in 0..<4 { try await publish(message("m\(number)")) }
        let reader = try await subscribe(prefetch: 4)
        let deliveries = try await reader.next(4)
        await reader.acknowledge(deliveries[3])
        await reader.acknowledge(deliveries[1])
        await reader.giveBack(deliveries[0])
        let again = try await reader.next()
        try expect(again.message.messageID == "m0", again.message.messageID)
        await reader.acknowledge(again)
        // Only the third is still open: it is what the next consumer gets.
        await reader.giveBack(deliveries[2])
        let last = try await reader.next()
        try expect(last.message.messageID == "m2", last.message.messageID)
        await reader.acknowledge(last)
        try expect(reader.waiting.isEmpty, "something came twice")
    }

    func comesBack() async throws {
        let copy = message("m1").retry(attempt: 2, expiration: .milliseconds(60))
        try await publisher.publish(
            copy, exchange: Exchange.retry(.fiveSeconds), routingKey: Self.queue.name, mandatory: true)
        let reader = try await subscribe()
        try await pass(.milliseconds(60))
        let delivery = try await reader.next()
        try expect(delivery.message.attempt == 2, "attempt \(delivery.message.attempt)")
        try expect(delivery.message.expiration == nil, "the expiration is still there")
        try expect(delivery.message.republished().headers == copy.headers, "the broker's headers are left")
        await reader.acknowledge(delivery)
    }

    func limitsDeliveries() async throws {
        try await publish(message("m1"))
        let reader = try await subscribe(prefetch: 1)
        let limit = try await subscribe(Self.queue.limit)
        // A limit of 20 means 21 deliveries.
        for _ in 0..<21 { await reader.giveBack(try await reader.next()) }
        let dead = try await limit.next()
        try expect(dead.message.messageID == "m1", "another message")
        try expect(dead.message.headers["x-first-death-queue"] == .string(Self.queue.name), "no word of its queue")
    }
}
