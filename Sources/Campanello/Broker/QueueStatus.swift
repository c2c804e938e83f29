import RabbitMQ

/// One queue as the broker reports it. Figures may lag a few seconds behind.
struct QueueStatus: Codable, Sendable {
    let name: String
    let ready: Int
    let unacknowledged: Int
    let consumers: Int

    enum CodingKeys: String, CodingKey {
        case name, consumers
        case ready = "messages_ready"
        case unacknowledged = "messages_unacknowledged"
    }

    /// The figures are left out by a broker that has just made a queue.
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        ready = try values.decodeIfPresent(Int.self, forKey: .ready) ?? 0
        unacknowledged = try values.decodeIfPresent(Int.self, forKey: .unacknowledged) ?? 0
        consumers = try values.decodeIfPresent(Int.self, forKey: .consumers) ?? 0
    }
}

extension Broker {
    /// Every queue of the virtual host, by name.
    func queues() async throws -> [QueueStatus] {
        (try await api.get(["queues", virtualHost], as: [QueueStatus].self) ?? []).sorted { $0.name < $1.name }
    }
}
