/// A consumer of the memory broker.
final class MemorySubscription: Subscription {
    let queue = DeliveryQueue()
    private let broker: MemoryBroker
    private let id: UInt64

    init(broker: MemoryBroker, id: UInt64) {
        self.broker = broker
        self.id = id
    }

    var deliveries: DeliveryStream { queue.stream }

    func acknowledge(_ receipt: Receipt) async {
        await broker.settle(receipt, of: id, returning: false)
    }

    func giveBack(_ receipt: Receipt) async {
        await broker.settle(receipt, of: id, returning: true)
    }

    func cancel() async {
        await broker.cancel(id)
    }
}
