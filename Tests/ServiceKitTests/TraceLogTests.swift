import Logging
import Messaging
import NIOConcurrencyHelpers
import Observability
import ServiceKit
import Testing

@Suite("Traces in the log")
struct TraceLogTests {
    @Test("what a task logs is said with its trace, and an event's own trace goes before")
    func trace() throws {
        let lines = NIOLockedValueBox<[String]>([])
        let stream = LogStream(
            format: .text, sink: LogSink { line in lines.withLockedValue { $0.append(line) } },
            gate: FloodGate(limit: 0))
        let logger = Logger(label: "test") {
            LineLogHandler(label: $0, level: .info, stream: stream, metadataProvider: .trace)
        }
        let trace = try #require(TraceParent("00-0198c0de7f7a7cc39b6e2f1d0c8e4a11-9b6e2f1d0c8e4a11-01"))
        TraceParent.$current.withValue(trace) {
            logger.info("sent")
            logger.info("made", metadata: [LogKey.trace: "another"])
        }
        logger.info("idle")
        let said = lines.withLockedValue { $0 }
        #expect(said[0].hasSuffix("sent trace_id=0198c0de7f7a7cc39b6e2f1d0c8e4a11"))
        #expect(said[1].hasSuffix("made trace_id=another"))
        #expect(said[2].hasSuffix("idle"))
    }

    @Test("a request's id is said under one name, whoever gave it")
    func request() {
        let log = CapturedLog()
        var logger = log.logger()
        logger[metadataKey: LogKey.serverRequest] = "0123456789abcdef"
        logger.info("answered")
        #expect(log.lines.first?.hasSuffix("answered request_id=0123456789abcdef") == true)
    }
}
