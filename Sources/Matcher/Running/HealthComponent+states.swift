import Messaging
import Postgres
import ServiceKit

/// A server that was closed is no news: the service is stopping, and says so itself.
extension HealthComponent {
    func report(_ state: BrokerState) {
        switch state {
        case .ready: report(ready: true)
        case .connecting(let reason): report(ready: false, reason ?? "connecting")
        case .blocked(let reason): report(ready: false, "the broker takes no messages: \(reason)")
        case .closed: break
        }
    }

    func report(_ state: PostgresState) {
        switch state {
        case .ready: report(ready: true)
        case .connecting: report(ready: false, "connecting")
        case .unavailable(let reason): report(ready: false, reason)
        case .closed: break
        }
    }
}
