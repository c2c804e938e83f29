import Contracts
import Testing

@Suite struct BrokerUserTests {
    private let topology = Topology.standard()

    private func user(_ name: String) throws -> BrokerUser {
        try #require(topology.users.first { $0.name == name })
    }

    private func names(_ pattern: String, among names: [String]) throws -> Set<String> {
        guard !pattern.isEmpty else { return [] }
        let regex = try Regex(pattern)
        return Set(names.filter { $0.firstMatch(of: regex) != nil })
    }

    private func mayWrite(_ user: BrokerUser, _ exchange: String, key: String) throws -> Bool {
        guard try !names(user.write, among: [exchange]).isEmpty else { return false }
        guard let topic = user.topics.first(where: { $0.exchange == exchange }) else { return true }
        return try !names(topic.write, among: [key]).isEmpty
    }

    @Test(
        "each service reads its own queues only",
        arguments: [
            ("gateway", [] as Set<String>),
            (
                "matcher",
                [
                    "matcher.listings", "matcher.listings.limit", "whatsapp.notifications.limit",
                    "telegram.notifications.limit", "whatsapp.direct.limit", "telegram.direct.limit",
                ]
            ),
            ("whatsapp-sender", ["whatsapp.notifications", "whatsapp.direct"]),
            ("telegram-sender", ["telegram.notifications", "telegram.direct"]),
        ] as [(String, Set<String>)])
    func reads(name: String, expected: Set<String>) throws {
        #expect(try names(try user(name).read, among: topology.queues.map(\.name)) == expected)
    }

    @Test("a sender may put messages into no other channel's queues")
    func senderKeys() throws {
        let sender = try user("whatsapp-sender")
        #expect(try mayWrite(sender, "retry.30s", key: "whatsapp.notifications"))
        #expect(try mayWrite(sender, "dead-letters", key: "whatsapp.direct"))
        #expect(try mayWrite(sender, "deliveries", key: "delivery.whatsapp.accepted"))
        #expect(try !mayWrite(sender, "retry.30s", key: "telegram.notifications"))
        #expect(try !mayWrite(sender, "dead-letters", key: "telegram.notifications"))
        #expect(try !mayWrite(sender, "dead-letters", key: "whatsapp.notifications.limit"))
        #expect(try !mayWrite(sender, "deliveries", key: "delivery.telegram.accepted"))
        for exchange in ["notifications", "listings", "requeue", "amq.default", ""] {
            #expect(try !mayWrite(sender, exchange, key: "whatsapp"), "\(exchange)")
        }
    }

    @Test("the gateway and the matcher may say what they have to, and no more")
    func services() throws {
        let gateway = try user("gateway")
        #expect(try mayWrite(gateway, "listings", key: "listing.ingested"))
        #expect(try mayWrite(gateway, "notifications", key: "telegram.direct"))
        #expect(try !mayWrite(gateway, "dead-letters", key: "whatsapp.direct"))
        #expect(try !mayWrite(gateway, "retry.5s", key: "whatsapp.direct"))
        let matcher = try user("matcher")
        #expect(try mayWrite(matcher, "notifications", key: "whatsapp"))
        #expect(try mayWrite(matcher, "retry.5s", key: "matcher.listings"))
        #expect(try !mayWrite(matcher, "retry.5s", key: "whatsapp.notifications"))
        #expect(try mayWrite(matcher, "dead-letters", key: "telegram.direct"))
        #expect(try !mayWrite(matcher, "requeue", key: "matcher.listings"))
    }

    @Test("nobody may use the default exchange, and every topic exchange that is written to is held to keys")
    func nobody() throws {
        let topics = topology.exchanges.filter { $0.kind == .topic }.map(\.name)
        for user in topology.users {
            #expect(try names(user.write, among: ["amq.default", "amq.topic", ""]).isEmpty)
            #expect(try names(user.write, among: topics) == Set(user.topics.map(\.exchange)), "\(user.name)")
        }
    }
}
