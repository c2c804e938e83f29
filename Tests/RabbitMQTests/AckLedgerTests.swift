import Testing

@testable import RabbitMQ

@Suite("The ledger of acknowledgements")
struct AckLedgerTests {
    private var ledger = AckLedger(prefetch: 200)
    private let start = ContinuousClock.now

    private var flushed: [String] = []

    private mutating func deliver(_ tags: ClosedRange<UInt64>) {
        for tag in tags { ledger.delivered(tag) }
    }

    private mutating func finish(_ tags: [UInt64]) {
        for tag in tags { ledger.finished(tag, at: start) }
    }

    private mutating func flush(after wait: Duration) -> [String] {
        ledger.flush(at: start + wait).map { "\($0.tag)\($0.multiple ? "+" : "")" }
    }

    @Test("collects for 5 ms, then sends one for all")
    mutating func collects() {
        deliver(1...10)
        finish([1, 2, 3])
        flushed = flush(after: .milliseconds(4))
        #expect(flushed.isEmpty)
        #expect(ledger.nextFlush == start + .milliseconds(5))
        flushed = flush(after: .milliseconds(5))
        #expect(flushed == ["3+"])
        #expect(ledger.nextFlush == nil)
        finish([4])
        flushed = flush(after: .milliseconds(5))
        #expect(flushed == ["4"])
    }

    @Test("does not wait when a batch is full")
    mutating func batches() {
        deliver(1...60)
        finish(Array(1...49))
        flushed = flush(after: .zero)
        #expect(flushed.isEmpty)
        finish([50])
        flushed = flush(after: .zero)
        #expect(flushed == ["50+"])
    }

    @Test("acknowledges nothing beyond the first open tag")
    mutating func contiguous() {
        deliver(1...5)
        finish([1, 2, 4, 5])
        flushed = flush(after: .milliseconds(5))
        #expect(flushed == ["2+"])
        flushed = flush(after: .milliseconds(100))
        #expect(flushed.isEmpty)
        finish([3])
        flushed = flush(after: .milliseconds(100))
        #expect(flushed == ["5+"])
        #expect(ledger.isEmpty)
    }

    @Test("does not let a slow message use up the prefetch: those behind it go one by one after a while")
    mutating func strands() {
        deliver(1...4)
        finish([2, 4])
        flushed = flush(after: .milliseconds(249))
        #expect(flushed.isEmpty)
        flushed = flush(after: .milliseconds(250))
        #expect(flushed == ["2", "4"])
        flushed = flush(after: .milliseconds(600))
        #expect(flushed.isEmpty)
        finish([1])
        flushed = flush(after: .milliseconds(600))
        #expect(flushed == ["1"])
        finish([3])
        flushed = flush(after: .milliseconds(600))
        #expect(flushed == ["3"])
        #expect(ledger.isEmpty)
    }

    @Test("names in a multiple only a tag that the broker still waits for")
    mutating func givesBack() {
        deliver(1...4)
        let sent = [3, 4, 4].map { ledger.givenBack($0, at: start) }
        #expect(sent == [true, true, false])
        finish([1, 2])
        flushed = flush(after: .milliseconds(5))
        #expect(flushed == ["2+"])
        #expect(ledger.isEmpty)
        deliver(5...6)
        let isSent = ledger.givenBack(5, at: start)
        #expect(isSent)
        finish([6, 6, 99, 1])
        flushed = flush(after: .milliseconds(5))
        #expect(flushed == ["6"])
        #expect(ledger.isEmpty)
    }

    @Test("waits for no batch that the prefetch cannot fill")
    mutating func smallPrefetch() {
        ledger = AckLedger(prefetch: 2)
        deliver(1...2)
        finish([1])
        flushed = flush(after: .zero)
        #expect(flushed == ["1"])
    }

    @Test("sends everything when it has to")
    mutating func forces() {
        deliver(1...5)
        finish([1, 2, 4])
        let tags = ledger.flush(at: start, force: true).map(\.tag)
        #expect(tags == [2, 4])
    }

    @Test("acknowledges every tag exactly once, whatever the order")
    mutating func random() {
        var generator = SystemRandomNumberGenerator()
        var unsettled: Set<UInt64> = []
        var open: [UInt64] = []
        var next: UInt64 = 1
        for step in 0..<20_000 {
            if open.count < 100 {
                ledger.delivered(next)
                unsettled.insert(next)
                open.append(next)
                next += 1
            } else {
                let tag = open.remove(at: Int.random(in: 0..<open.count, using: &generator))
                if Int.random(in: 0..<10, using: &generator) == 0 {
                    let isSent = ledger.givenBack(tag, at: start + .milliseconds(step))
                    let wasUnsettled = unsettled.remove(tag) != nil
                    #expect(isSent && wasUnsettled)
                } else {
                    ledger.finished(tag, at: start + .milliseconds(step))
                }
            }
            for item in ledger.flush(at: start + .milliseconds(step)) {
                #expect(unsettled.contains(item.tag))
                let settled = item.multiple ? unsettled.filter { $0 <= item.tag } : [item.tag]
                #expect(Set(open).isDisjoint(with: settled))
                unsettled.subtract(settled)
            }
        }
        for tag in open { ledger.finished(tag, at: start) }
        for item in ledger.flush(at: start, force: true) {
            unsettled.subtract(item.multiple ? unsettled.filter { $0 <= item.tag } : [item.tag])
        }
        #expect(unsettled.isEmpty)
        #expect(ledger.isEmpty)
    }
}
