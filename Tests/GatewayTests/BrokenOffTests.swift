import Hummingbird
import HummingbirdTesting
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import Testing

@testable import Gateway

@Suite("Requests that break off")
struct BrokenOffTests {
    /// Counts what is logged as an error.
    private struct ErrorCount: LogHandler {
        let count: NIOLockedValueBox<Int>
        var logLevel = Logger.Level.info
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            if event.level >= .error { count.withLockedValue { $0 += 1 } }
        }
    }

    @Test(
        "are the client's affair: no 500, and no error in the log",
        arguments: [
            IOError(errnoCode: 104, reason: "reset") as any Error & Sendable, ChannelError.inputClosed,
            HTTPParserError.invalidChunkSize,
        ])
    func broken(error: any Error & Sendable) async throws {
        let count = NIOLockedValueBox(0)
        let router = Router(context: BasicRequestContext.self)
        router.add(middleware: ProblemMiddleware())
        router.post("x") { _, _ -> String in throw error }
        let logger = Logger(label: "test") { _ in ErrorCount(count: count) }
        try await Application(router: router, logger: logger).test(.router) { client in
            let answer = try await client.executeRequest(uri: "/x", method: .post, headers: [:], body: nil)
            #expect(answer.status == .badRequest)
            #expect(answer.headers[.contentType] == "application/problem+json")
        }
        #expect(count.withLockedValue { $0 } == 0)
    }
}
