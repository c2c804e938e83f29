import Messaging
import Testing

@Suite("The retry policy")
struct RetryPolicyTests {
    @Test("waits longer after each attempt and gives up after the ninth, about 19 hours later")
    func levels() {
        let policy = RetryPolicy()
        let names = (1...9).map { policy.level(afterAttempt: $0)?.name }
        #expect(names == ["5s", "30s", "2m", "10m", "1h", "6h", "6h", "6h", nil])
        let total = (1...8).compactMap { policy.level(afterAttempt: $0)?.duration }.reduce(.zero, +)
        #expect(total > .seconds(19 * 3600) && total < .seconds(20 * 3600))
    }

    @Test("covers a wait by the smallest level that is long enough")
    func covers() {
        let policy = RetryPolicy()
        #expect(policy.level(covering: .zero).name == "5s")
        #expect(policy.level(covering: .seconds(5)).name == "5s")
        #expect(policy.level(covering: .milliseconds(5001)).name == "30s")
        #expect(policy.level(covering: .seconds(100_000)).name == "6h")
    }

    @Test("is shortened as a whole")
    func scales() {
        let policy = RetryPolicy(scale: 0.02)
        #expect(policy.levels.map(\.duration).first == .milliseconds(100))
        #expect(policy.level(covering: .milliseconds(500)).name == "30s")
    }

    @Test("spreads waits over the upper half of a level, and never below what was asked for")
    func spreads() {
        let policy = RetryPolicy()
        let level = policy.level(covering: .seconds(20))
        let waits = (0..<500).map { _ in policy.expiration(in: level) }
        #expect(waits.allSatisfy { $0 >= .seconds(15) && $0 <= .seconds(30) })
        #expect(Set(waits).count > 100)
        #expect((0..<500).allSatisfy { _ in policy.expiration(in: level, atLeast: .seconds(29)) >= .seconds(29) })
        #expect(policy.expiration(in: level, atLeast: .seconds(60)) == .seconds(30))
    }
}
