import Messaging
import Metrics

/// What the subscriptions have done with their messages, on its way to the broker.
extension ConsumerConnection {
    func takeArrivals() {
        inbox.take(into: &arrivals)
        guard !arrivals.isEmpty else { return }
        let now = ContinuousClock.now
        for settlement in arrivals { apply(settlement, at: now) }
        arrivals.removeAll(keepingCapacity: true)
    }

    /// A settlement of an earlier registration is dropped: its tag means another message by now, or none.
    private func apply(_ settlement: Settlement, at now: ContinuousClock.Instant) {
        let channel = settlement.channel
        let receipt = settlement.receipt
        guard let connection = link.connection, let consumer = consumers[channel],
            consumer.generation == receipt.generation
        else { return }
        switch settlement.kind {
        case .acknowledge:
            consumer.acknowledged.increment()
            consumer.ledger.finished(receipt.tag, at: now)
        case .giveBack:
            guard consumer.ledger.givenBack(receipt.tag, at: now) else { return }
            consumer.givenBack.increment()
            attempt { () throws(ConnectionFailure) in
                try connection.giveBack(channel, tag: receipt.tag)
            } orOnChannelFailure: { _ in
            }
        }
    }

    func flush(force: Bool = false) {
        let now = ContinuousClock.now
        for (channel, consumer) in consumers {
            guard let connection = link.connection else { return }
            let acknowledgements = consumer.ledger.flush(at: now, force: force)
            attempt { () throws(ConnectionFailure) in
                for item in acknowledgements {
                    try connection.acknowledge(channel, tag: item.tag, multiple: item.multiple)
                }
            } orOnChannelFailure: { _ in
            }
        }
        retire()
    }

    /// Closes the channels of cancelled subscriptions that have nothing left to settle.
    func retire() {
        for (channel, consumer) in consumers where consumer.phase == .cancelled && consumer.ledger.isEmpty {
            consumers[channel] = nil
            guard let connection = link.connection, consumer.generation != 0 else { continue }
            attempt { () throws(ConnectionFailure) in
                try connection.closeChannel(channel)
            } orOnChannelFailure: { _ in
            }
        }
    }
}
