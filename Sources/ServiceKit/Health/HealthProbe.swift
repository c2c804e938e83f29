import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks a service's own admin port how it is. It is for container health checks: an image holds no shell and no
/// other client.
struct HealthProbe: Sendable {
    /// What is asked for.
    enum Question: String, CaseIterable, Sendable {
        /// Whether the process runs: `GET /livez`.
        case live
        /// Whether it can do its work: `GET /readyz`.
        case ready
    }

    let host: String
    let port: Int
    var timeout: TimeAmount = .seconds(3)

    /// - Parameter host: `ADMIN_HOST`; where that is all interfaces, loopback is asked.
    init(host: String, port: Int) {
        switch host {
        case "0.0.0.0": self.host = "127.0.0.1"
        case "::": self.host = "::1"
        default: self.host = host
        }
        self.port = port
    }

    /// Whether the answer is 200; false also when there is none in time.
    func isWell(_ question: Question) async -> Bool {
        do {
            return try await status(of: "/\(question.rawValue)z") == 200
        } catch {
            return false
        }
    }

    private func status(of path: String) async throws -> UInt? {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(timeout)
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    channel.eventLoop.assumeIsolated().scheduleTask(in: timeout) { channel.close(promise: nil) }
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                        wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            let headers = HTTPHeaders([("Host", host), ("Connection", "close")])
            try await outbound.write(
                .head(HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: headers)))
            try await outbound.write(.end(nil))
            for try await case .head(let head) in inbound { return head.status.code }
            return nil
        }
    }
}
