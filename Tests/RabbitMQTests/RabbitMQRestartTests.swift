import Foundation
import Logging
import Messaging
import RabbitMQ
import TestSupport
import Testing

/// The folder of a private pair of servers that `script/servers start` made and that this test may stop and start.
private let serversFolder = ProcessInfo.processInfo.environment["TEST_SERVERS_TO_RESTART"]

@Suite("A restarted broker", .enabled(if: serversFolder != nil))
struct RabbitMQRestartTests {
    @Test("is found again, with everything that was confirmed, and what was unsettled comes again")
    func restarts() async throws {
        let configuration = try RabbitMQConfiguration(url: "amqp://guest:guest@127.0.0.1:\(port())/%2F")
        let publisherStates = TestSignal<BrokerState>("a state of the publisher")
        let states = TestSignal<BrokerState>("a state of the consumer")
        let publisher = RabbitMQPublisher(
            configuration: configuration, connectionName: "publisher", timeout: .seconds(120),
            logger: Logger(label: "test"), onState: publisherStates.send)
        let subscriber = RabbitMQSubscriber(
            configuration: configuration, connectionName: "consumer", logger: Logger(label: "test"),
            onState: states.send)
        try await declareQueue()
        await publisher.start()
        await subscriber.start()
        let reader = Reader(try await subscriber.subscribe(queue: "restarted", prefetch: 10), queue: "restarted")
        for id in ["m1", "m2"] { try await publish(id, publisher) }
        let first = try await reader.next(2)
        await reader.acknowledge(first[0])
        _ = try await states.first(within: .seconds(60)) { $0 == .ready }

        try servers("stop-broker")
        _ = try await publisherStates.first { if case .connecting(.some) = $0 { true } else { false } }
        async let third: Void = publish("m3", publisher)
        try servers("start-broker")
        try await third
        let again = try await reader.next(2)
        #expect(again.map(\.message.messageID).sorted() == ["m2", "m3"])
        for delivery in again { await reader.acknowledge(delivery) }
        await subscriber.shutdown()
        await publisher.shutdown()
    }

    private func publish(_ id: String, _ publisher: RabbitMQPublisher) async throws {
        try await publisher.publish(.example(id), exchange: "", routingKey: "restarted", mandatory: true)
    }

    private func declareQueue() async throws {
        let url = "http://guest:guest@127.0.0.1:\(try port("MANAGEMENT_PORT"))"
        let api = try ManagementAPI(url: url, transport: URLSessionTransport())
        let json = #"{"durable":true,"auto_delete":false,"arguments":{"x-queue-type":"quorum"}}"#
        try await api.delete(["queues", "/", "restarted"])
        try await api.change("PUT", ["queues", "/", "restarted"], Data(json.utf8))
    }

    private func port(_ name: String = "AMQP_PORT") throws -> String {
        let text = try String(contentsOfFile: "\(try #require(serversFolder))/ports", encoding: .utf8)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name + "=") })
        return String(line.dropFirst(name.count + 1))
    }

    private func servers(_ command: String) throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../script/servers")
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        // The broker outlives the script, and must not inherit the descriptor by which the script's end is noticed.
        let closing = "for fd in /proc/$$/fd/*; do fd=${fd##*/}; [ $fd -le 2 ] || eval \"exec $fd>&-\"; done"
        process.arguments = [
            "-c", "\(closing); exec \"$@\"", "bash", script.path(), command, try #require(serversFolder),
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
