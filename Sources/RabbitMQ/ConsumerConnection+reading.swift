import Logging
import Messaging

/// What comes from the broker, on its way to the subscriptions.
extension ConsumerConnection {
    /// Reads some; whether everything that had come was read.
    func receive() -> Bool {
        guard let connection = link.connection else { return true }
        var isDrained = true
        attempt { () throws(ConnectionFailure) in
            isDrained = try read(connection)
        } orOnChannelFailure: { _ in
        }
        return isDrained
    }

    func read(_ connection: Connection) throws(ConnectionFailure) -> Bool {
        defer {
            connection.releaseBuffers()
            passOn()
        }
        for _ in 0..<Self.turn {
            guard let event = try connection.nextEvent() else { return true }
            try handle(event, connection)
        }
        return false
    }

    private func handle(_ event: Event, _ connection: Connection) throws(ConnectionFailure) {
        switch event {
        case .delivered(let channel, let tag, let redelivered, let routed):
            deliver(channel, tag, redelivered, routed)
        case .consumerCancelled(let channel):
            try connection.closeChannel(channel)
            interrupt(channel, "its queue was deleted or went away with its node")
        case .channelClosed(let channel, let text):
            connection.confirmChannelClosed(channel)
            interrupt(channel, text)
        case .connectionClosed(let text):
            connection.confirmConnectionClosed()
            throw .connection(text)
        case .confirmed, .refused, .returned, .blocked, .unblocked: break
        }
    }

    private func deliver(_ channel: UInt16, _ tag: UInt64, _ redelivered: Bool, _ routed: Routed) {
        guard let consumer = consumers[channel], consumer.generation != 0 else { return }
        consumer.ledger.delivered(tag)
        consumer.arrived.append(
            Delivery(
                message: routed.message, queue: consumer.queue, exchange: routed.exchange,
                routingKey: routed.routingKey, redelivered: redelivered,
                receipt: Receipt(generation: consumer.generation, tag: tag)))
    }

    /// All at once, so that the reader is woken once.
    private func passOn() {
        var widest: UInt16 = 0
        for consumer in consumers.values where !consumer.arrived.isEmpty {
            consumer.deliveries.push(consumer.arrived)
            consumer.arrived.removeAll(keepingCapacity: true)
            widest = max(widest, consumer.prefetch)
        }
        pace.passedOn(prefetch: widest, at: .now)
    }

    private func interrupt(_ channel: UInt16, _ reason: String) {
        guard let consumer = consumers[channel] else { return }
        logger.warning("consumer interrupted", metadata: ["queue": "\(consumer.queue)", "reason": "\(reason)"])
        consumer.interrupted("queue '\(consumer.queue)': \(reason)", at: .now)
    }
}
