package import Messaging

/// Reads a subscription with a limit on every wait.
package final class Reader: Sendable {
    package let subscription: any Subscription
    private let arrived: TestSignal<Delivery>
    private let ended = TestSignal<Void>("the end of the deliveries")

    package init(_ subscription: any Subscription, queue: String) {
        self.subscription = subscription
        arrived = TestSignal("a delivery from \(queue)")
        Task { [arrived, ended] in
            for await delivery in subscription.deliveries { arrived.send(delivery) }
            ended.send(())
        }
    }

    package func next() async throws -> Delivery { try await arrived.next() }

    package func next(_ count: Int) async throws -> [Delivery] {
        var deliveries: [Delivery] = []
        while deliveries.count < count { deliveries.append(try await next()) }
        return deliveries
    }

    /// What has come and was not yet taken.
    package var waiting: [Delivery] { arrived.pending }

    package func end() async throws { try await ended.next() }

    package func acknowledge(_ delivery: Delivery) async { await subscription.acknowledge(delivery.receipt) }

    package func giveBack(_ delivery: Delivery) async { await subscription.giveBack(delivery.receipt) }
}
