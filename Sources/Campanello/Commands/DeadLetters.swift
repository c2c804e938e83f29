import ArgumentParser
import Contracts
import Foundation
import RabbitMQ
import ServiceKit
import TextTable

/// `campanello dead-letters list`.
struct DeadLetters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead-letters", abstract: "Messages that could not be delivered, with the reason.",
        subcommands: [List.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows the dead letters of every work queue.")

        @OptionGroup var output: OutputOptions
        @Option(help: "At most so many of a queue.") var limit = 100

        func validate() throws {
            guard (1...10_000).contains(limit) else { throw ValidationError("--limit is from 1 to 10000") }
        }

        func run() async throws {
            let broker = try Broker(try await Settings.load())
            var letters: [DeadLetterLine] = []
            for queue in WorkQueue.allCases {
                letters += try await broker.peek(queue.dead, count: limit).map { DeadLetterLine(queue.name, $0) }
            }
            try output.show(
                letters, empty: "No dead letters.", columns: Self.columns, object: ["dead_letters": letters])
        }

        private static func columns(_ letter: DeadLetterLine) -> [Column] {
            [
                Column("queue" <- letter.queue), Column("message" <- letter.messageID), Column("type" <- letter.type),
                Column("reason" <- letter.reason), Column("class" <- letter.errorClass),
                Column("code" <- letter.errorCode),
                Column("attempt" <- letter.attempt, align: .right), Column("failed at" <- letter.failedAt),
            ]
        }
    }
}

/// A dead letter as one line of a table.
struct DeadLetterLine: Encodable {
    let queue, messageID, type, reason, errorClass, errorCode, failedAt: String
    let attempt: String

    init(_ queue: String, _ message: PeekedMessage) {
        self.queue = queue
        messageID = message.properties.message_id ?? ""
        type = message.properties.type ?? ""
        let headers = message.properties.headers ?? [:]
        let text = { (name: String) in headers[name]?.plainText ?? "" }
        reason = text("reason")
        errorClass = text("error-class")
        errorCode = text("error-code")
        failedAt = text("failed-at")
        attempt = text("attempt")
    }
}

/// A message as the management API shows it.
struct PeekedMessage: Decodable {
    struct Properties: Decodable {
        let message_id: String?
        let type: String?
        let headers: [String: HeaderText]?

        private enum CodingKeys: String, CodingKey { case message_id, type, headers }

        /// A message without properties is told with an empty list instead of an object.
        init(from decoder: any Decoder) throws {
            let values = try? decoder.container(keyedBy: CodingKeys.self)
            message_id = try values?.decodeIfPresent(String.self, forKey: .message_id)
            type = try values?.decodeIfPresent(String.self, forKey: .type)
            headers = try? values?.decodeIfPresent([String: HeaderText].self, forKey: .headers)
        }
    }

    let properties: Properties
}

/// A header's value. Ours are texts and whole numbers; the broker's own may be anything.
enum HeaderText: Decodable {
    case text(String)
    case other

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int.self) {
            self = .text("\(number)")
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else {
            self = .other
        }
    }

    var plainText: String {
        switch self {
        case .text(let text): text
        case .other: "…"
        }
    }
}

extension Broker {
    private struct Get: Encodable {
        let count: Int
        var ackmode = "ack_requeue_true"
        var encoding = "auto"
        var truncate = 2048
    }

    /// The first messages of a queue; they stay in it.
    func peek(_ queue: String, count: Int) async throws -> [PeekedMessage] {
        try await api.post(["queues", virtualHost, queue, "get"], Get(count: count), as: [PeekedMessage].self)
    }
}
