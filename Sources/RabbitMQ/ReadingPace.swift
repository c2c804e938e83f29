import Glibc

/// How often a consuming connection reads while deliveries stream in.
///
/// The broker writes them in small pieces. Reading each piece as it comes would wake the reader, and often another
/// processor, for every few deliveries, which costs more than the deliveries themselves. So the second of two readings
/// in quick succession is followed by a rest, in which more gathers. A delivery after a quiet time is passed on at once.
struct ReadingPace {
    /// How long a rest is.
    static let rest = Duration.microseconds(150)
    /// Readings that follow each other within this time are a stream.
    static let streaming = Duration.microseconds(500)
    /// With less prefetch each delivery waits for the one before: nothing would gather.
    static let leastPrefetch = 32

    private var last: ContinuousClock.Instant?
    private(set) var mustRest = false

    /// A reading was passed on.
    /// - Parameter prefetch: the largest of those that got something; zero where nobody did.
    mutating func passedOn(prefetch: UInt16, at now: ContinuousClock.Instant) {
        guard prefetch > 0 else {
            mustRest = false
            return
        }
        mustRest = prefetch >= Self.leastPrefetch && last.map { now - $0 < Self.streaming } ?? false
        last = now
    }

    mutating func rest() {
        mustRest = false
        usleep(UInt32(Self.rest / .microseconds(1)))
    }
}
