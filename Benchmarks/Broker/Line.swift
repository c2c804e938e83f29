import Foundation
import Messaging

/// Publishes lines of standard input as the bodies of messages.
struct Line {
    let exchange: String
    let routingKey: String
    let type: String

    private struct Body: Decodable {
        let id: String
    }

    func fill(_ publisher: any Publisher) async throws {
        var batch: [Publication] = []
        while let text = readLine() {
            batch.append(try publication(text))
            if batch.count == PublishLoad.batch { try await flush(&batch, publisher) }
        }
        try await flush(&batch, publisher)
    }

    /// Prints the Unix time of each confirm.
    func single(_ publisher: any Publisher) async throws {
        while let text = readLine() {
            let item = try publication(text)
            try await publisher.publish(item.message, exchange: exchange, routingKey: routingKey, mandatory: true)
            FileHandle.standardOutput.write(Data("\(Date().timeIntervalSince1970)\n".utf8))
        }
    }

    private func publication(_ text: String) throws -> Publication {
        let id = try JSONDecoder().decode(Body.self, from: Data(text.utf8)).id
        let message = Message(
            messageID: id, type: type, timestamp: Date(), appID: "matcher", correlationID: id,
            headers: ["attempt": .int(1)], body: Array(text.utf8))
        return Publication(message, exchange: exchange, routingKey: routingKey)
    }

    private func flush(_ batch: inout [Publication], _ publisher: any Publisher) async throws {
        for result in await publisher.publishAll(batch) { try result.get() }
        batch = []
    }
}
