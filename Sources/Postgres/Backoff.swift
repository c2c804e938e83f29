/// Waits that grow with every failure, spread over their whole length so that replicas do not come back in step.
enum Backoff {
    private static let first: Duration = .milliseconds(200)
    private static let longest: Duration = .seconds(5)

    /// The wait after `failures` failures in a row: anything up to 0.2 s, 0.4 s, … 5 s.
    static func wait(afterFailures failures: Int) -> Duration {
        let limit = min(longest, first * (1 << min(max(failures - 1, 0), 10)))
        return .milliseconds(Int64.random(in: 10...limit.milliseconds))
    }
}
