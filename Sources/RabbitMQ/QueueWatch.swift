import Metrics

/// How many messages and consumers a queue has.
package struct QueueLevel: Sendable, Equatable {
    package let queue: String
    /// Those that are ready: what consumers hold unsettled is not among them.
    package let messages: Int
    package let consumers: Int
}

/// Keeps the figures of queues, asking the broker passively now and then: that needs no right but to connect.
package struct QueueWatch: Sendable {
    let subscriber: RabbitMQSubscriber
    let queues: [String]
    let interval: Duration

    package init(_ queues: [String], over subscriber: RabbitMQSubscriber, every interval: Duration = .seconds(15)) {
        self.queues = queues
        self.subscriber = subscriber
        self.interval = interval
    }

    /// Runs until the task is cancelled. What cannot be asked keeps its last figure.
    package func run() async {
        while !Task.isCancelled {
            for level in await subscriber.levels(of: queues) {
                let labels = [("queue", level.queue)]
                Gauge(label: "amqp_queue_messages", dimensions: labels).record(level.messages)
                Gauge(label: "amqp_queue_consumers", dimensions: labels).record(level.consumers)
            }
            try? await Task.sleep(for: interval)
        }
    }
}
