package import Contracts

/// When a failed message comes back, and how often.
package struct RetryPolicy: Sendable {
    /// A retry level as this policy scales it.
    package struct Level: Sendable, Equatable {
        package let level: RetryLevel
        /// The wait of its queues.
        package let duration: Duration

        /// As in the names of exchanges and queues: `5s` … `6h`.
        package var name: String { level.rawValue }
    }

    /// From the shortest to the longest.
    package let levels: [Level]
    /// Attempts before a message is dead; 9 take about 19 hours.
    package let maximumAttempts: Int

    /// - Parameter scale: shortens every level alike, for private brokers and tests (`RETRY_SCALE`); the broker's
    ///   queues have to be made with the same one.
    package init(maximumAttempts: Int = 9, scale: Double = 1) {
        levels = RetryLevel.allCases.map { Level(level: $0, duration: .milliseconds($0.milliseconds(scale: scale))) }
        self.maximumAttempts = maximumAttempts
    }

    /// The level to wait at after attempt number `attempt` failed (from 1): one level longer each time, then the
    /// longest; nil when the attempts are spent.
    package func level(afterAttempt attempt: Int) -> Level? {
        attempt < maximumAttempts ? levels[min(max(attempt, 1), levels.count) - 1] : nil
    }

    /// The smallest level that is no shorter than `wait`, else the longest.
    package func level(covering wait: Duration) -> Level {
        levels.first { $0.duration >= wait } ?? levels[levels.count - 1]
    }

    /// How long one message waits within a level: anything from half of it to all of it, so that what failed together
    /// does not return together, and not before `wait` is over where the level is that long.
    package func expiration(
        in level: Level, atLeast wait: Duration = .zero, using generator: inout some RandomNumberGenerator
    ) -> Duration {
        let longest = level.duration.inMilliseconds
        let shortest = min(max((longest + 1) / 2, wait.inMilliseconds), longest)
        return .milliseconds(Int64.random(in: shortest...longest, using: &generator))
    }

    /// The same, by the system's random numbers.
    package func expiration(in level: Level, atLeast wait: Duration = .zero) -> Duration {
        var generator = SystemRandomNumberGenerator()
        return expiration(in: level, atLeast: wait, using: &generator)
    }
}

extension Duration {
    /// Whole milliseconds, rounded up: nothing comes back before its time.
    package var inMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let perMillisecond: Int64 = 1_000_000_000_000_000
        return seconds * 1000 + (attoseconds + perMillisecond - 1) / perMillisecond
    }
}
