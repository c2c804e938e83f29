import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import NIOPosix
import ServiceKit
import TestSupport
import Testing

@testable import Gateway

/// What the parser and the clock refuse, by a real socket.
@Suite("Slow and odd clients", .enabled(if: TestEnvironment.hasDatabase)) struct SlowClientTests {
    /// Sends each text as soon as the one before is written, and answers all that came back until the other end closed.
    private func exchange(_ parts: [String], port: Int) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            for part in parts { try await outbound.write(ByteBuffer(string: part)) }
            var answer = ""
            for try await bytes in inbound { answer += String(buffer: bytes) }
            return answer
        }
    }

    private func withPort(
        readDeadline: TimeAmount = .milliseconds(200), _ body: @Sendable (Int) async throws -> Void
    ) async throws {
        try await withMigratedDatabase { pool in
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            let configuration = try GatewayConfiguration(Settings(values: TestAPI.sandboxes))
            let gateway = try Gateway(
                configuration: configuration, pool: pool, health: Health(logger: logger), logger: logger)
            try await App.application(gateway, logger: logger, readDeadline: readDeadline).test(.live) { client in
                try await body(try #require(client.port))
            }
        }
    }

    @Test("a body that does not arrive in time ends the connection")
    func slowBody() async throws {
        try await withPort { port in
            let head = "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            let answer = try await exchange([head + "Content-Length: 100\r\n\r\n{"], port: port)
            #expect(!answer.contains("200 OK"))
        }
    }

    @Test("headers beyond the limit are answered with 431 and a problem document")
    func largeHeaders() async throws {
        try await withPort { port in
            let long = String(repeating: "a", count: 20_000)
            let answer = try await exchange(["GET /health HTTP/1.1\r\nHost: a\r\nX-Long: \(long)\r\n\r\n"], port: port)
            #expect(answer.hasPrefix("HTTP/1.1 431"))
            #expect(answer.contains("application/problem+json"))
        }
    }

    @Test(
        "a body that is not as HTTP has it is answered with 400, on whichever route",
        arguments: ["auth/login", "auth/register", "listings", "users/me"])
    func brokenBody(path: String) async throws {
        try await withPort(readDeadline: .seconds(30)) { port in
            for (coding, body) in [("chunked", "ZZ\r\n{}\r\n0\r\n\r\n"), ("gzip", "{}")] {
                let head =
                    "POST /api/v1/\(path) HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    + "Idempotency-Key: 1\r\nAuthorization: Bearer \(TestAPI.ingestKey)\r\n"
                let answer = try await exchange([head + "Transfer-Encoding: \(coding)\r\n\r\n\(body)"], port: port)
                #expect(answer.hasPrefix("HTTP/1.1 4"), "\(coding): \(answer.prefix(40))")
                #expect(answer.contains("application/problem+json"))
            }
        }
    }

    @Test("a client that asks whether it may send its body is told to, at once")
    func expecting() async throws {
        try await withPort(readDeadline: .seconds(30)) { port in
            let head =
                "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Connection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
            let answer = try await exchange([head, "{}"], port: port)
            #expect(answer.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 422 "), "\(answer)")
        }
    }

    @Test("what is not HTTP is answered with 400 and a problem document")
    func noHTTP() async throws {
        try await withPort { port in
            let answer = try await exchange(["\u{16}\u{3} hello\r\n\r\n"], port: port)
            #expect(answer.hasPrefix("HTTP/1.1 400"))
            #expect(answer.contains("urn:campanello:problem:malformed"))
        }
    }
}
