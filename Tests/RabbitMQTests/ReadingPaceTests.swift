import Testing

@testable import RabbitMQ

@Suite("How often deliveries are passed on")
struct ReadingPaceTests {
    private let start = ContinuousClock.now

    @Test("a delivery after a quiet time is passed on without a rest, the next at once after it with one")
    func streaming() {
        var pace = ReadingPace()
        pace.passedOn(prefetch: 200, at: start)
        #expect(!pace.mustRest)
        pace.passedOn(prefetch: 200, at: start + .microseconds(100))
        #expect(pace.mustRest)
        pace.passedOn(prefetch: 200, at: start + .milliseconds(5))
        #expect(!pace.mustRest)
    }

    @Test("nothing read ends the stream")
    func nothing() {
        var pace = ReadingPace()
        pace.passedOn(prefetch: 200, at: start)
        pace.passedOn(prefetch: 200, at: start + .microseconds(100))
        pace.passedOn(prefetch: 0, at: start + .microseconds(200))
        #expect(!pace.mustRest)
    }

    @Test("with a small prefetch, where each delivery waits for the one before, there is no rest")
    func smallPrefetch() {
        var pace = ReadingPace()
        pace.passedOn(prefetch: 1, at: start)
        pace.passedOn(prefetch: 1, at: start + .microseconds(100))
        #expect(!pace.mustRest)
    }
}
