import Logging
import Metrics
import NIOConcurrencyHelpers
import Observability
import Testing

@Suite("Floods of events")
struct FloodTests {
    private let begin = ContinuousClock.now

    @Test("so many events of a kind pass a second, and the rest are counted")
    func limited() {
        let gate = FloodGate(limit: 3, now: begin)
        let first = (0..<10).map { _ in gate.admit(.info, "refused", at: begin) }
        #expect(first.map(\.passes) == Array(repeating: true, count: 3) + Array(repeating: false, count: 7))
        #expect(gate.admit(.error, "refused", at: begin).passes, "another level is another kind")
        #expect(gate.admit(.info, "sent", at: begin).passes)
        let next = gate.admit(.info, "refused", at: begin + .seconds(1))
        #expect(next.passes)
        #expect(next.leftOut.map(\.message) == ["refused"] && next.leftOut.map(\.count) == [7])
    }

    @Test("what was left out is told although nothing comes after it")
    func drained() {
        let gate = FloodGate(limit: 1, now: begin)
        for _ in 0..<5 { _ = gate.admit(.warning, "lost", at: begin) }
        #expect(gate.drain(at: begin + .milliseconds(500)).isEmpty)
        #expect(gate.drain(at: begin + .seconds(2)).map(\.count) == [4])
        #expect(gate.drain(at: begin + .seconds(4)).isEmpty)
    }

    @Test("texts without end are counted as one kind")
    func bounded() {
        let gate = FloodGate(limit: 1, now: begin)
        let passed = (0..<5_000).count { gate.admit(.info, "message \($0)", at: begin).passes }
        #expect(passed == 1_001)
    }

    @Test("a flood leaves its first lines, one line that counts the others, and figures by level")
    func written() {
        let lines = NIOLockedValueBox<[String]>([])
        let metrics = PrometheusMetrics()
        let stream = LogStream(
            format: .json, sink: LogSink { line in lines.withLockedValue { $0.append(line) } },
            gate: FloodGate(limit: 2, now: .now - .milliseconds(1)), metrics: metrics)
        let logger = Logger(label: "test") { LineLogHandler(label: $0, level: .info, stream: stream) }
        for number in 0..<1_000 { logger.info("listing matched", metadata: ["listing_id": "\(number)"]) }
        for _ in 0..<10 { logger.info("listing matched", metadata: [LogKey.notification: "kept"]) }
        #expect(lines.withLockedValue { $0.count { $0.contains("kept") } } == 10)
        let written = lines.withLockedValue { $0.count { $0.contains(#""message":"listing matched""#) } }
        #expect((12...14).contains(written), "two a second, and what is said of a notification")
        let figures = metrics.render()
        #expect(figures.contains("log_events_total{level=\"info\"} \(written)\n"))
        #expect(figures.contains("log_events_left_out_total{level=\"info\"} \(1_010 - written)\n"))
    }
}
