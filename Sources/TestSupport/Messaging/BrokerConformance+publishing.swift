import Contracts
import Messaging

extension BrokerConformance {
    func arrivesUnchanged() async throws {
        let sent = message("m1", headers: ["attempt": 2, "traceparent": .string(TraceParent.start().description)])
        try await publisher.publish(
            sent, exchange: Exchange.notifications, routingKey: "whatsapp", mandatory: true)
        let reader = try await subscribe()
        let delivery = try await reader.next()
        try expect(delivery.message == sent, "the message changed: \(delivery.message)")
        try expect(delivery.queue == Self.queue.name, "queue \(delivery.queue)")
        try expect(delivery.exchange == Exchange.notifications, "exchange \(delivery.exchange)")
        try expect(delivery.routingKey == "whatsapp", "key \(delivery.routingKey)")
        try expect(!delivery.redelivered, "redelivered at first sight")
        await reader.acknowledge(delivery)
    }

    func keepsOrder() async throws {
        let ids = (0..<500).map { "m\($0)" }
        let results = await publisher.publishAll(
            ids.map { Publication(message($0), exchange: Exchange.requeue, routingKey: Self.queue.name) })
        for result in results { try result.get() }
        let reader = try await subscribe(prefetch: 50)
        var seen: [String] = []
        for _ in ids {
            let delivery = try await reader.next()
            seen.append(delivery.message.messageID)
            await reader.acknowledge(delivery)
        }
        try expect(seen == ids, "another order")
    }

    func tellsUnroutable() async throws {
        let error = try await failure {
            try await publisher.publish(
                message("m1"), exchange: Exchange.deliveries, routingKey: "delivery.telegram.sent", mandatory: true)
        }
        try expect(error == .unroutable, "\(error)")
        try await publisher.publish(
            message("m2"), exchange: Exchange.deliveries, routingKey: "delivery.telegram.sent", mandatory: false)
        // One bad message among good ones fails alone.
        let results = await publisher.publishAll(
            (0..<20).map {
                Publication(message("n\($0)"), exchange: Exchange.requeue, routingKey: $0 == 7 ? "?" : Self.queue.name)
            })
        for (index, result) in results.enumerated() {
            switch result {
            case .success: try expect(index != 7, "the unroutable one succeeded")
            case .failure(let error): try expect(index == 7 && error == .unroutable, "\(index): \(error)")
            }
        }
    }

    func tellsMissingExchange() async throws {
        let error = try await failure {
            try await publisher.publish(message("m1"), exchange: "nowhere", routingKey: "x", mandatory: true)
        }
        guard case .rejected(let text) = error else { throw Violation(description: "\(error)") }
        try expect(text.contains("'nowhere'"), "the exchange is not named: \(text)")
        try await publish(message("m2"))
    }

    func tellsFullQueue() async throws {
        // A queue may take one more than its limit before it says no.
        var refusal: PublishError?
        for number in 0..<20 where refusal == nil {
            do {
                try await publish(message("m\(number)"), to: Self.full)
            } catch let error as PublishError {
                refusal = error
            }
        }
        try expect(refusal == .refused, "\(String(describing: refusal))")
    }

    func tellsInvalid() async throws {
        var long = message("m1")
        long.messageID = String(repeating: "x", count: 256)
        let error = try await failure { try await publish(long) }
        guard case .invalid(let text) = error else { throw Violation(description: "\(error)") }
        try expect(text.contains("messageID"), text)
        let large = message("m2", headers: ["error": .string(String(repeating: "x", count: 130_000))])
        guard case .tooLarge = try await failure(of: { try await publish(large) }) else {
            throw Violation(description: "too large headers were accepted")
        }
        try await publish(message("m3"))
    }
}
