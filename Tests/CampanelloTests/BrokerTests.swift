import Contracts
import Operations
import RabbitMQ
import ServiceKit
import TestSupport
import Testing

@testable import Campanello

@Suite("The operator's view of a real broker", .enabled(if: TestEnvironment.hasBroker))
struct BrokerTests {
    private func broker(_ amqpURL: String, password: String = "guest") throws -> Broker {
        let management = try #require(TestEnvironment.amqpManagementURL).replacing(
            "guest:guest", with: "guest:\(password)")
        return try Broker(Settings(values: ["AMQP_MANAGEMENT_URL": management, "AMQP_URL": amqpURL]))
    }

    @Test("every queue is listed, and a dead letter is shown with its reason and stays where it is")
    func queuesAndDeadLetters() async throws {
        try await TestBroker.withVirtualHost(queues: [.telegramDirect]) { url in
            let broker = try broker(url)
            let names = try await broker.queues().map(\.name)
            #expect(names.contains("telegram.direct.dead"))
            #expect(names.contains("telegram.direct.retry.6h"))
            try await broker.publishDeadLetter()
            let settings = Settings(values: ["AMQP_URL": url])
            for _ in 1...2 {
                let letters = try await OperatorBroker.use(settings) { broker in
                    var letters: [LetterLine] = []
                    try await broker.queues.visit(LetterSelection(queues: [.telegramDirect])) { letter in
                        letters.append(LetterLine(letter))
                        return .stays
                    }
                    return letters
                }
                #expect(letters.map(\.reason) == ["content-refused"])
                #expect(letters.first?.id == "0198c0de-7f7a-7cc3-9b6e-2f1d0c8e4a11")
                #expect(letters.first?.attempt == 3)
            }
        }
    }

    @Test("what is wrong with the broker is told, not that it is silent", .timeLimit(.minutes(2)))
    func brokerFaults() async throws {
        try await TestBroker.withVirtualHost(queues: [.telegramDirect]) { url in
            let wrong = url.replacing(/:\/\/([^:]+):[^@]+@/) { "://\($0.output.1):wrong@" }
            for (address, queue, words) in [
                (wrong, WorkQueue.telegramDirect, "ACCESS_REFUSED"), (url, .matcherListings, "matcher.listings.dead"),
            ] {
                await #expect {
                    try await OperatorBroker.use(Settings(values: ["AMQP_URL": address])) { broker in
                        try await broker.queues.visit(LetterSelection(queues: [queue])) { _ in .stays }
                    }
                } throws: {
                    "\($0)".contains(words)
                }
            }
        }
    }

    @Test("a wrong password is told in words")
    func wrongPassword() async throws {
        RealServerUse.note()
        let broker = try broker("amqp://127.0.0.1/%2F", password: "wrong")
        await #expect {
            _ = try await broker.queues()
        } throws: {
            "\($0)" == "the broker's management refuses the user or the password of AMQP_MANAGEMENT_URL"
        }
    }
}

extension Broker {
    private struct Publish: Encodable {
        struct Properties: Encodable {
            let message_id = "0198c0de-7f7a-7cc3-9b6e-2f1d0c8e4a11"
            let type = "direct-message.v1"
            let headers = Headers()
        }

        struct Headers: Encodable {
            let reason = "content-refused"
            let attempt = 3
        }

        let properties = Properties()
        let routing_key = "telegram.direct"
        let payload = "{}"
        let payload_encoding = "string"
    }

    private struct Routed: Decodable { let routed: Bool }

    fileprivate func publishDeadLetter() async throws {
        let path = ["exchanges", virtualHost, Exchange.deadLetters, "publish"]
        let answer = try await api.post(path, Publish(), as: Routed.self)
        #expect(answer.routed)
    }
}
