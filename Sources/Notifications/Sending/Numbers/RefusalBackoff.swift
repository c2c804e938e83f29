/// How long a number waits after its provider refused for the account's sake: longer each time, until it accepts.
struct RefusalBackoff: Sendable {
    static let longest = Duration.seconds(300)

    private let first: Duration
    private var next: Duration

    /// Whether the provider has refused and not accepted anything since.
    private(set) var isRefused = false

    init(first: Duration) {
        self.first = first
        next = first
    }

    /// A message was refused.
    /// - Returns: how long to wait before the next.
    mutating func refused() -> Duration {
        isRefused = true
        defer { next = max(first, min(next * 2, Self.longest)) }
        return next
    }

    mutating func accepted() {
        next = first
        isRefused = false
    }
}
