import Contracts
import Foundation
import NIOConcurrencyHelpers

/// Remembers how far each queue has come, until somebody writes it down.
///
/// The broker hands over a message as soon as there is one and somebody has room for it. So a queue is empty from which
/// nothing came since the last look, while its consumer was registered and no message was at work: a handler that is
/// stalled may have the whole queue behind it.
package final class ProgressLog: Sendable {
    private struct Lane {
        var latest: UUID?
        /// Messages that were begun since the last look.
        var begun = 0
        /// Messages that are at work now.
        var atWork = 0
    }

    private let lanes = NIOLockedValueBox<[String: Lane]>([:])

    package init() {}

    /// A message of the queue is taken up; `end` follows.
    func begin(_ queue: WorkQueue) {
        lanes.withLockedValue {
            $0[queue.name, default: Lane()].begun += 1
            $0[queue.name, default: Lane()].atWork += 1
        }
    }

    func end(_ queue: WorkQueue) {
        lanes.withLockedValue { $0[queue.name, default: Lane()].atWork -= 1 }
    }

    /// Notes deliveries that came; the latest by id, since ids are ordered by time.
    func note(_ requests: [ClaimRequest], of queue: WorkQueue) {
        lanes.withLockedValue { lanes in
            var lane = lanes[queue.name] ?? Lane()
            for request in requests {
                if let latest = lane.latest, request.id <= latest { continue }
                lane.latest = request.id
            }
            lanes[queue.name] = lane
        }
    }

    /// What is known of `queues` since the last call.
    /// - Parameters:
    ///   - isConsuming: whether the consumers were registered all the time since then.
    func take(_ queues: [WorkQueue], isConsuming: Bool) -> [QueueProgress] {
        lanes.withLockedValue { lanes in
            queues.map { queue in
                var lane = lanes[queue.name] ?? Lane()
                let isEmpty = isConsuming && lane.begun == 0 && lane.atWork == 0
                lane.begun = 0
                lanes[queue.name] = lane
                return QueueProgress(
                    queue: queue.name, lastDeliveredID: lane.latest, readyMessages: isEmpty ? 0 : nil)
            }
        }
    }
}
