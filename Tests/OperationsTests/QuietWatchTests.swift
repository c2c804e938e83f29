import Testing

@testable import Operations

@Suite("A queue that is being read")
struct QuietWatchTests {
    private let start = ContinuousClock.now

    /// Looks `count` times in a row, a tenth of a second apart, at a queue from which nothing comes.
    private func look(_ watch: inout QuietWatch, _ count: Int, arrivals: Int = 0) -> [QuietWatch.Finding] {
        (1...count).map { number in
            watch.look(
                arrivals: arrivals, isBusy: false, isConnected: true, at: start + .milliseconds(100 * number))
        }
    }

    @Test("is read after ten looks at which nothing had come")
    func quiet() {
        var watch = QuietWatch(patience: .seconds(20), now: start)
        #expect(look(&watch, 10) == Array(repeating: .goesOn, count: 9) + [.isRead])
    }

    @Test("is not read because the process was kept from looking: that is one look, however long it took")
    func halted() {
        var watch = QuietWatch(patience: .seconds(20), now: start)
        #expect(watch.look(arrivals: 0, isBusy: false, isConnected: true, at: start + .seconds(15)) == .goesOn)
        #expect(watch.look(arrivals: 1, isBusy: false, isConnected: true, at: start + .seconds(30)) == .goesOn)
        #expect(look(&watch, 9, arrivals: 1).allSatisfy { $0 == .goesOn })
    }

    @Test("goes on while a letter comes, is dealt with, or the broker is away for a while; then it is given up")
    func busy() {
        var watch = QuietWatch(patience: .seconds(20), now: start)
        for number in 1...30 {
            #expect(watch.look(arrivals: number, isBusy: false, isConnected: true, at: start) == .goesOn)
        }
        for _ in 1...30 { #expect(watch.look(arrivals: 30, isBusy: true, isConnected: true, at: start) == .goesOn) }
        let later = start + .seconds(20)
        for _ in 1...30 { #expect(watch.look(arrivals: 30, isBusy: false, isConnected: false, at: later) == .goesOn) }
        let tooLate = later + .milliseconds(1)
        #expect(watch.look(arrivals: 30, isBusy: false, isConnected: false, at: tooLate) == .isAway)
    }
}
