import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A server on a loopback port that reads whole HTTP/1.1 requests and answers with whatever bytes a test wants.
struct StubServer: Sendable {
    struct Request: Sendable {
        /// Counted from 1 over the server's life.
        var connection: Int
        /// Counted from 1 within the connection.
        var number: Int
        var head: String
        var body: [UInt8]

        var line: String { head.split(separator: "\r\n").first.map(String.init) ?? "" }
    }

    enum Answer: Sendable {
        case bytes(String)
        case status(Int, headers: [String] = [], body: String = "")
        case bytesThenClose(String)
        case close
        case silence

        static let ok = Answer.status(200, body: "ok")
    }

    let port: Int
    private let log: NIOLockedValueBox<[Request]>

    var requests: [Request] { log.withLockedValue { $0 } }
    var url: String { "http://127.0.0.1:\(port)" }

    /// Runs a server for as long as `body` takes.
    static func run<R>(
        answering: @escaping @Sendable (Request) -> Answer, _ body: (StubServer) async throws -> R
    ) async throws -> R {
        let log = NIOLockedValueBox<[Request]>([])
        let connections = NIOLockedValueBox(0)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(ChannelOptions.backlog, value: 512)
            .childChannelInitializer { channel in
                let number = connections.withLockedValue { count in
                    count += 1
                    return count
                }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        StubHandler(connection: number, log: log, answering: answering))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let answer = try await body(StubServer(port: channel.localAddress?.port ?? 0, log: log))
            try await channel.close()
            return answer
        } catch {
            try? await channel.close()
            throw error
        }
    }
}

/// One connection of the server.
private final class StubHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let connection: Int
    private let log: NIOLockedValueBox<[StubServer.Request]>
    private let answering: @Sendable (StubServer.Request) -> StubServer.Answer
    private var gathered: [UInt8] = []
    private var count = 0

    init(
        connection: Int, log: NIOLockedValueBox<[StubServer.Request]>,
        answering: @escaping @Sendable (StubServer.Request) -> StubServer.Answer
    ) {
        self.connection = connection
        self.log = log
        self.answering = answering
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        gathered += buffer.readBytes(length: buffer.readableBytes) ?? []
        while let request = next() {
            log.withLockedValue { $0.append(request) }
            answer(answering(request), context)
        }
    }

    private func next() -> StubServer.Request? {
        guard let end = gathered.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: gathered[..<end.lowerBound], as: UTF8.self)
        let length =
            head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
        guard gathered.count >= end.upperBound + length else { return nil }
        let body = Array(gathered[end.upperBound..<end.upperBound + length])
        gathered.removeFirst(end.upperBound + length)
        count += 1
        return StubServer.Request(connection: connection, number: count, head: head, body: body)
    }

    private func answer(_ answer: StubServer.Answer, _ context: ChannelHandlerContext) {
        switch answer {
        case .silence: break
        case .close: context.close(promise: nil)
        case .bytes(let text): write(text, context)
        case .bytesThenClose(let text):
            write(text, context)
            context.close(promise: nil)
        case .status(let status, let headers, let body):
            let lines = ["HTTP/1.1 \(status) Whatever", "Content-Length: \(body.utf8.count)"] + headers
            write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body, context)
        }
    }

    private func write(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(string: text)), promise: nil)
    }
}
