package import Contracts
import DequeModule

/// A broker in memory, for tests of everything above the driver: exchanges, queues, bindings and limits of a topology,
/// confirms, prefetch, redelivery, dead-lettering. Its clock stands still until it is advanced.
package actor MemoryBroker {
    private struct Consumer {
        let id: UInt64
        let queue: String
        let prefetch: Int
        let deliveries: DeliveryQueue
        var generation: UInt64
        var unsettled: [UInt64: MemoryQueue.Item] = [:]
        var lastTag: UInt64 = 0
        var isCancelled = false
    }

    private let exchanges: [String: ExchangeDeclaration.Kind]
    private let bindings: [Binding]
    private var queues: [String: MemoryQueue]
    private var consumers: [Consumer] = []
    private var now: Duration = .zero
    private var lastID: UInt64 = 0
    private var fault: PublishError?

    package init(_ topology: Topology) {
        exchanges = Dictionary(topology.exchanges.map { ($0.name, $0.kind) }) { first, _ in first }
        bindings = topology.bindings
        let queues = topology.queues.map { MemoryQueue($0, policies: topology.policies) }
        self.queues = Dictionary(queues.map { ($0.name, $0) }) { first, _ in first }
    }

    /// What waits in a queue, oldest first; unsettled deliveries are not in it.
    package func messages(in queue: String) -> [Message] {
        queues[queue]?.items.map(\.message) ?? []
    }

    /// Deliveries of a queue that nobody has settled.
    package func unsettledCount(of queue: String) -> Int {
        consumers.filter { $0.queue == queue }.reduce(0) { $0 + $1.unsettled.count }
    }

    /// Every publish fails like this from now on; nil: none does.
    package func failPublishes(with error: PublishError?) {
        fault = error
    }

    /// Moves the clock; messages whose time is over are dead-lettered, in the order of their times.
    package func advance(by duration: Duration) {
        let end = now + duration
        while let next = nextExpiry, next <= end {
            now = max(now, next)
            expire()
        }
        now = end
    }

    /// What a lost connection does: unsettled deliveries come again, receipts already given out mean nothing.
    package func loseConnections() {
        for index in consumers.indices {
            consumers[index].deliveries.purge()
            giveBackAll(at: index)
            lastID += 1
            consumers[index].generation = lastID
        }
        consumers.removeAll(where: \.isCancelled)
        deliver()
    }

    // MARK: Routing

    /// A quorum queue lets messages expire at its head only.
    private var nextExpiry: Duration? {
        queues.values.compactMap { $0.items.first?.expiresAt }.min()
    }

    private func expire() {
        for name in queues.keys {
            while let item = queues[name]?.items.first, let time = item.expiresAt, time <= now {
                queues[name]?.items.removeFirst()
                deadLetter(item, from: name, reason: "expired")
            }
        }
        deliver()
    }

    private func targets(_ exchange: String, _ key: String) -> [String]? {
        if exchange.isEmpty { return queues[key] == nil ? [] : [key] }
        guard let kind = exchanges[exchange] else { return nil }
        let matching = bindings.filter { binding in
            guard binding.exchange == exchange else { return false }
            return kind == .direct ? binding.routingKey == key : topicPattern(binding.routingKey, matches: key)
        }
        return Set(matching.map(\.queue)).sorted()
    }

    private func enqueue(_ item: MemoryQueue.Item, to name: String) -> Bool {
        guard let queue = queues[name], queue.items.count < queue.maximumLength else { return false }
        var item = item
        item.returns = 0
        item.expiresAt = [item.message.expiration, queue.timeToLive].compactMap(\.self).min().map { now + $0 }
        queues[name]?.items.append(item)
        return true
    }

    private func deadLetter(_ item: MemoryQueue.Item, from name: String, reason: String) {
        guard let queue = queues[name], let exchange = queue.deadLetterExchange else { return }
        var dead = item
        dead.exchange = exchange
        dead.routingKey = queue.deadLetterKey ?? item.routingKey
        dead.message.expiration = nil
        dead.message.headers["x-first-death-queue", default: .string(name)] = .string(name)
        dead.message.headers["x-first-death-reason", default: .string(reason)] = .string(reason)
        for target in targets(exchange, dead.routingKey) ?? [] { _ = enqueue(dead, to: target) }
    }

    // MARK: Delivering

    private func deliver() {
        for index in consumers.indices where !consumers[index].isCancelled {
            var deliveries: [Delivery] = []
            while consumers[index].unsettled.count < consumers[index].prefetch,
                let item = queues[consumers[index].queue]?.items.popFirst()
            {
                deliveries.append(take(item, for: index))
            }
            if !deliveries.isEmpty { consumers[index].deliveries.push(deliveries) }
        }
    }

    private func take(_ item: MemoryQueue.Item, for index: Int) -> Delivery {
        consumers[index].lastTag += 1
        let tag = consumers[index].lastTag
        consumers[index].unsettled[tag] = item
        var message = item.message
        if item.returns > 0 { message.headers["x-delivery-count"] = .int(Int64(item.returns)) }
        return Delivery(
            message: message, queue: consumers[index].queue, exchange: item.exchange, routingKey: item.routingKey,
            redelivered: item.returns > 0,
            receipt: Receipt(generation: consumers[index].generation, tag: tag))
    }

    private func giveBack(_ item: MemoryQueue.Item, to name: String) {
        var item = item
        item.returns += 1
        if item.returns > queues[name]?.deliveryLimit ?? .max {
            deadLetter(item, from: name, reason: "delivery_limit")
        } else {
            queues[name]?.items.prepend(item)
        }
    }

    private func giveBackAll(at index: Int) {
        for (_, item) in consumers[index].unsettled.sorted(by: { $0.key > $1.key }) {
            giveBack(item, to: consumers[index].queue)
        }
        consumers[index].unsettled = [:]
    }

    // MARK: For subscriptions

    /// Settles a receipt; one of an earlier generation is dropped.
    func settle(_ receipt: Receipt, of id: UInt64, returning: Bool) {
        guard let index = consumers.firstIndex(where: { $0.id == id }),
            consumers[index].generation == receipt.generation,
            let item = consumers[index].unsettled.removeValue(forKey: receipt.tag)
        else { return }
        if returning { giveBack(item, to: consumers[index].queue) }
        if consumers[index].isCancelled, consumers[index].unsettled.isEmpty { consumers.remove(at: index) }
        deliver()
    }

    func cancel(_ id: UInt64) {
        guard let index = consumers.firstIndex(where: { $0.id == id }) else { return }
        consumers[index].isCancelled = true
        consumers[index].deliveries.finish()
        if consumers[index].unsettled.isEmpty { consumers.remove(at: index) }
    }
}

extension MemoryBroker: Publisher {
    package func publish(
        _ message: Message, exchange: String, routingKey: String, mandatory: Bool
    ) async throws(PublishError) {
        if let fault = message.fault(exchange: exchange, routingKey: routingKey) ?? fault { throw fault }
        guard let targets = targets(exchange, routingKey) else {
            throw .rejected("NOT_FOUND - no exchange '\(exchange)'")
        }
        if mandatory, targets.isEmpty { throw .unroutable }
        let item = MemoryQueue.Item(message: message, exchange: exchange, routingKey: routingKey)
        let isTaken = targets.map { enqueue(item, to: $0) }
        deliver()
        if isTaken.contains(false) { throw .refused }
    }
}

extension MemoryBroker: Subscriber {
    package func subscribe(queue: String, prefetch: Int) async throws -> any Subscription {
        guard (1...65_535).contains(prefetch) else {
            throw SubscriberError.invalid("prefetch is \(prefetch); 1 to 65535 would be right")
        }
        lastID += 1
        let subscription = MemorySubscription(broker: self, id: lastID)
        consumers.append(
            Consumer(
                id: lastID, queue: queue, prefetch: prefetch, deliveries: subscription.queue, generation: lastID))
        deliver()
        return subscription
    }
}
