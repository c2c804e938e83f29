import ArgumentParser
import Contracts
import Foundation
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
            let management = try ManagementAPI(try await Settings.load())
            var letters: [DeadLetterLine] = []
            for queue in WorkQueue.allCases {
                letters += try await management.peek(queue.dead, count: limit).map { DeadLetterLine(queue.name, $0) }
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
        let headers: [String: KnownArgument]?

        private enum CodingKeys: String, CodingKey { case message_id, type, headers }

        /// A message without properties is told with an empty list instead of an object.
        init(from decoder: any Decoder) throws {
            let values = try? decoder.container(keyedBy: CodingKeys.self)
            message_id = try values?.decodeIfPresent(String.self, forKey: .message_id)
            type = try values?.decodeIfPresent(String.self, forKey: .type)
            headers = try? values?.decodeIfPresent([String: KnownArgument].self, forKey: .headers)
        }
    }

    let properties: Properties
}

extension KnownArgument {
    var plainText: String {
        switch self {
        case .string(let text): text
        case .int(let number): "\(number)"
        case .other: "…"
        }
    }
}

extension ManagementAPI {
    private struct Get: Encodable {
        let count: Int
        var ackmode = "ack_requeue_true"
        var encoding = "auto"
        var truncate = 2048
    }

    /// The first messages of a queue; they stay in it.
    func peek(_ queue: String, count: Int) async throws -> [PeekedMessage] {
        let body = Array(try JSONEncoder().encode(Get(count: count)))
        return try await post("/api/queues/\(virtualHost)/\(Self.escaped(queue))/get", body, as: [PeekedMessage].self)
    }
}
