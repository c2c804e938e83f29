import Foundation
import Messaging

/// Raw bodies of 1 KiB with the properties that every message has.
struct PublishLoad: Sendable {
    static let batch = 500

    let queue: String
    let count: Int
    private let body = [UInt8](repeating: 120, count: 1024)

    init(queue: String, count: Int) {
        self.queue = queue
        self.count = count
    }

    func message(_ number: Int) -> Message {
        Message(
            messageID: "019a0000-0000-7000-8000-" + String(1_000_000_000_000 + number).suffix(12),
            type: "listing.new.v1", timestamp: Date(), appID: "matcher", body: body)
    }

    /// As the outbox's relay does.
    @concurrent
    func inBatches(_ publisher: any Publisher) async {
        await withTaskGroup(of: Void.self) { group in
            for lane in 0..<2 {
                group.addTask {
                    var first = lane * Self.batch
                    while first < count {
                        let numbers = first..<min(count, first + Self.batch)
                        let batch = numbers.map { Publication(message($0), exchange: "", routingKey: queue) }
                        for result in await publisher.publishAll(batch) { complain(result) }
                        first += 2 * Self.batch
                    }
                }
            }
        }
    }

    /// As the copies of a sender are.
    @concurrent
    func oneByOne(_ publisher: any Publisher) async {
        await withTaskGroup(of: Void.self) { group in
            for caller in 0..<200 {
                group.addTask {
                    for number in stride(from: caller, to: count, by: 200) {
                        do throws(PublishError) {
                            try await publisher.publish(
                                message(number), exchange: "", routingKey: queue, mandatory: true)
                        } catch {
                            complain(.failure(error))
                        }
                    }
                }
            }
        }
    }

    /// A run in which anything failed measures nothing.
    private func complain(_ result: Result<Void, PublishError>) {
        guard case .failure(let error) = result else { return }
        FileHandle.standardError.write(Data("broker-bench: not published: \(error)\n".utf8))
        exit(1)
    }
}
