import Contracts
package import RabbitMQ

/// One queue as the broker reports it. Figures may lag a few seconds behind.
package struct QueueStatus: Codable, Sendable, Equatable {
    package let name: String
    package let ready: Int
    package let unacknowledged: Int
    package let consumers: Int
    /// Messages a second that come in, and that are settled.
    package let publishRate: Double
    package let ackRate: Double

    package var messages: Int { ready + unacknowledged }

    private enum CodingKeys: String, CodingKey {
        case name, consumers
        case ready = "messages_ready"
        case unacknowledged = "messages_unacknowledged"
        case stats = "message_stats"
        case publishRate = "publish_rate"
        case ackRate = "ack_rate"
    }

    private struct Rate: Decodable { let rate: Double }

    private struct Stats: Decodable {
        let publish_details: Rate?
        let ack_details: Rate?
    }

    /// The figures are left out by a broker that has just made a queue.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        ready = try values.decodeIfPresent(Int.self, forKey: .ready) ?? 0
        unacknowledged = try values.decodeIfPresent(Int.self, forKey: .unacknowledged) ?? 0
        consumers = try values.decodeIfPresent(Int.self, forKey: .consumers) ?? 0
        let stats = try? values.decodeIfPresent(Stats.self, forKey: .stats)
        publishRate = stats?.publish_details?.rate ?? 0
        ackRate = stats?.ack_details?.rate ?? 0
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(name, forKey: .name)
        try values.encode(ready, forKey: .ready)
        try values.encode(unacknowledged, forKey: .unacknowledged)
        try values.encode(consumers, forKey: .consumers)
        try values.encode(publishRate, forKey: .publishRate)
        try values.encode(ackRate, forKey: .ackRate)
    }
}

/// RabbitMQ's management and the virtual host that the services use.
package struct BrokerView: Sendable {
    package let api: ManagementAPI
    package let virtualHost: String

    package init(api: ManagementAPI, virtualHost: String) {
        self.api = api
        self.virtualHost = virtualHost
    }

    /// Every queue of the virtual host, by name.
    /// - Throws: `ManagementError`, and what the transport throws.
    package func queues() async throws -> [QueueStatus] {
        (try await api.get(["queues", virtualHost], as: [QueueStatus].self) ?? []).sorted { $0.name < $1.name }
    }
}
