/// How long a message waits before it comes back. One queue a level and work queue: different waits in one queue
/// would block each other. The raw value is the name's last part; a retry scale shortens the wait, never the name.
package enum RetryLevel: String, Sendable, Hashable, CaseIterable {
    case fiveSeconds = "5s"
    case thirtySeconds = "30s"
    case twoMinutes = "2m"
    case tenMinutes = "10m"
    case oneHour = "1h"
    case sixHours = "6h"

    package var duration: Duration {
        switch self {
        case .fiveSeconds: .seconds(5)
        case .thirtySeconds: .seconds(30)
        case .twoMinutes: .seconds(120)
        case .tenMinutes: .seconds(600)
        case .oneHour: .seconds(3600)
        case .sixHours: .seconds(21_600)
        }
    }

    /// The wait in whole milliseconds under `scale` (1 in earnest, 0.02 in tests), at least one.
    package func milliseconds(scale: Double) -> Int {
        max(1, Int((Double(duration.components.seconds) * 1000 * scale).rounded()))
    }
}
