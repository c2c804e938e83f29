import Messaging

/// A consumer on one queue of RabbitMQ.
final class RabbitMQSubscription: Subscription {
    private let connection: ConsumerConnection
    private let channel: UInt16
    private let queue: DeliveryQueue

    init(connection: ConsumerConnection, channel: UInt16, queue: DeliveryQueue) {
        self.connection = connection
        self.channel = channel
        self.queue = queue
    }

    var deliveries: DeliveryStream { queue.stream }

    func acknowledge(_ receipt: Receipt) async {
        settle(receipt, .acknowledge)
    }

    func giveBack(_ receipt: Receipt) async {
        settle(receipt, .giveBack)
    }

    func cancel() async {
        await connection.cancel(channel, queue)
    }

    /// After a shutdown the receipt means nothing any more, and nothing is to be done.
    private func settle(_ receipt: Receipt, _ kind: Settlement.Kind) {
        _ = connection.inbox.push(Settlement(channel: channel, receipt: receipt, kind: kind))
    }
}
