import Contracts
import Foundation

/// Remembers how far each queue has come, until somebody writes it down.
///
/// The broker hands over a message as soon as there is one and somebody has room for it. So a queue from which
/// nothing came since the last look, while its consumer was registered and had nothing at work, is empty.
package actor ProgressLog {
    private struct Lane {
        var latest: UUID?
        var came = 0
    }

    private var lanes: [String: Lane] = [:]

    package init() {}

    /// Notes deliveries that came; the latest by id, since ids are ordered by time.
    func note(_ requests: [ClaimRequest], of queue: WorkQueue) {
        var lane = lanes[queue.name] ?? Lane()
        lane.came += requests.count
        for request in requests {
            guard let latest = lane.latest else {
                lane.latest = request.id
                continue
            }
            if request.id.uuidString > latest.uuidString { lane.latest = request.id }
        }
        lanes[queue.name] = lane
    }

    /// What is known of `queues` since the last call.
    /// - Parameters:
    ///   - isConsuming: whether the consumers were registered and had room all the time since then.
    func take(_ queues: [WorkQueue], isConsuming: Bool) -> [QueueProgress] {
        queues.map { queue in
            var lane = lanes[queue.name] ?? Lane()
            let isEmpty = isConsuming && lane.came == 0
            lane.came = 0
            lanes[queue.name] = lane
            return QueueProgress(
                queue: queue.name, lastDeliveredID: lane.latest, readyMessages: isEmpty ? 0 : nil)
        }
    }
}
