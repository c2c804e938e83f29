import Foundation
import Logging
import Messaging
import RabbitMQ

// What `script/bench` lets the broker's driver do, at an address that it is told. Each run prints one JSON object.
//
//   broker-bench publish URL QUEUE COUNT          confirmed, in batches, two on their way at once
//   broker-bench publish-each URL QUEUE COUNT     confirmed, one call a message, 200 callers
//   broker-bench consume URL QUEUE COUNT          acknowledged, prefetch 300
//   broker-bench fill URL EXCHANGE KEY TYPE       publishes the lines of standard input, each a body with an "id"
//   broker-bench single URL EXCHANGE KEY TYPE     the same one by one, each after a line; prints when it was confirmed

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count >= 4 else {
    FileHandle.standardError.write(Data("usage: broker-bench MODE URL …; see the head of its source\n".utf8))
    exit(2)
}
let configuration = try RabbitMQConfiguration(url: arguments[1])
let logger = Logger(label: "broker-bench")

switch arguments[0] {
case "publish", "publish-each":
    let load = PublishLoad(queue: arguments[2], count: Int(arguments[3]) ?? 0)
    let publisher = RabbitMQPublisher(configuration: configuration, connectionName: "bench", logger: logger)
    await publisher.start()
    try await publisher.publish(load.message(0), exchange: "", routingKey: load.queue, mandatory: true)
    let meter = Meter()
    if arguments[0] == "publish" { await load.inBatches(publisher) } else { await load.oneByOne(publisher) }
    meter.report(load.count)
    await publisher.shutdown()
case "consume":
    let count = Int(arguments[3]) ?? 0
    let (connected, connection) = AsyncStream.makeStream(of: Void.self)
    let subscriber = RabbitMQSubscriber(configuration: configuration, connectionName: "bench", logger: logger) {
        state in
        if state == .ready { connection.finish() }
    }
    await subscriber.start()
    for await _ in connected {}
    let meter = Meter()
    let subscription = try await subscriber.subscribe(queue: arguments[2], prefetch: 300)
    await consume(count, subscription)
    meter.report(count)
    await subscriber.shutdown()
case "fill", "single":
    let publisher = RabbitMQPublisher(configuration: configuration, connectionName: "bench", logger: logger)
    await publisher.start()
    let line = Line(exchange: arguments[2], routingKey: arguments[3], type: arguments[4])
    if arguments[0] == "fill" { try await line.fill(publisher) } else { try await line.single(publisher) }
    await publisher.shutdown()
default:
    exit(2)
}

/// On the threads that a service works on.
@concurrent
func consume(_ count: Int, _ subscription: any Subscription) async {
    var got = 0
    for await delivery in subscription.deliveries {
        await subscription.acknowledge(delivery.receipt)
        got += 1
        if got == count { break }
    }
}
