import Testing

@testable import RabbitMQ

@Suite("The broker's address")
struct RabbitMQConfigurationTests {
    @Test("is read in all its parts")
    func reads() throws {
        let url = "amqps://ma%40tcher:p%3Aw@one:5679,two,[::1]:5680/my%2Fhost?cacertfile=%2Fca.pem&heartbeat=20"
        let configuration = try RabbitMQConfiguration(url: url)
        #expect(configuration.hosts.map(\.description) == ["one:5679", "two:5671", "[::1]:5680"])
        #expect(configuration.user == "ma@tcher")
        #expect(configuration.password == "p:w")
        #expect(configuration.virtualHost == "my/host")
        #expect(configuration.tls?.authorityFile == "/ca.pem")
        #expect(configuration.heartbeat == .seconds(20))
        #expect(!configuration.place.contains("p:w"))
    }

    @Test("has the usual defaults")
    func defaults() throws {
        let configuration = try RabbitMQConfiguration(url: "amqp://localhost")
        #expect(configuration == RabbitMQConfiguration(hosts: [.init(name: "localhost", port: 5672)]))
        #expect(try RabbitMQConfiguration(url: "amqp://localhost/%2F").virtualHost == "/")
    }

    @Test(
        "is refused in one line that says what would be right, without the password",
        arguments: [
            ("http://u:secret@h", "amqp://"), ("amqp://u:secret@h/", "/%2F"), ("amqp://u:secret@h:0/x", "port"),
            ("amqp://u:secret@h:x/x", "port"), ("amqp://u:secret@/x", "host is missing"),
            ("amqp://u:secret@h/a/b", "%2F"), ("amqp://u:secret%zz@h", "password"),
            ("amqp://u:secret@h?cacertfile=x", "amqps"), ("amqps://u:secret@h?certfile=x", "keyfile"),
            ("amqps://u:secret@h?verify=verify_none", "verify_peer"), ("amqp://u:secret@h?heartbeat=0", "heartbeat"),
            ("amqp://u:secret@h?colour=red", "colour"),
        ])
    func refuses(url: String, hint: String) {
        do {
            _ = try RabbitMQConfiguration(url: url)
            Issue.record("accepted")
        } catch {
            #expect(error.description.contains(hint))
            #expect(!error.description.contains("secret"))
            #expect(!error.description.contains("\n"))
        }
    }
}

@Suite("Reconnecting")
struct ReconnectionTests {
    @Test("waits with full jitter up to a doubling bound, at most 10 s")
    func waits() {
        var generator = SystemRandomNumberGenerator()
        for (failures, bound) in [(1, 100), (2, 200), (4, 800), (20, 10_000), (1000, 10_000)] {
            let waits = (0..<300).map { _ in Reconnection.wait(afterFailures: failures, using: &generator) }
            #expect(waits.allSatisfy { $0 >= .zero && $0 <= .milliseconds(bound) })
            #expect((waits.max() ?? .zero) > .milliseconds(bound * 3 / 4))
            #expect((waits.min() ?? .seconds(99)) < .milliseconds(bound / 4))
        }
    }

    @Test("tries the hosts in turn, and forgets failures only after a connection that held")
    func turns() {
        var generator = SystemRandomNumberGenerator()
        var reconnection = Reconnection(start: 0)
        let now = ContinuousClock.now
        var hosts: [Int] = []
        for _ in 0..<4 {
            hosts.append(reconnection.host(of: 3))
            _ = reconnection.failed(at: now, using: &generator)
        }
        #expect(hosts == [0, 1, 2, 0])
        reconnection.connected(at: now)
        _ = reconnection.failed(at: now + .seconds(1), using: &generator)
        #expect(reconnection.failures == 5)
        reconnection.connected(at: now)
        _ = reconnection.failed(at: now + .seconds(11), using: &generator)
        #expect(reconnection.failures == 1)
    }
}
