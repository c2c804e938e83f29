import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Answers what the parser refuses, before any route could: 431 for headers beyond the limits, 400 for what is not HTTP,
/// both as problem documents. The connection ends with it, since nobody knows where the next request would begin.
final class UnreadableRequest: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Requests that have begun and are not yet answered: behind them nothing can be said, answers would get mixed up.
    private var unanswered = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) { unanswered += 1 }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { unanswered -= 1 }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError, unanswered == 0, let problem = try? Self.body(Self.problem(error))
        else {
            return context.fireErrorCaught(error)
        }
        let fields: HTTPFields = [
            .contentType: "application/problem+json", .contentLength: String(problem.bytes.readableBytes),
            .connection: "close", .cacheControl: "no-store",
        ]
        context.write(wrapOutboundOut(.head(HTTPResponse(status: problem.status, headerFields: fields))), promise: nil)
        context.write(wrapOutboundOut(.body(problem.bytes)), promise: nil)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
    }

    private static func problem(_ error: HTTPParserError) -> Problem {
        guard error == .headerOverflow else { return .malformed("The request is not valid HTTP/1.1.") }
        return Problem(
            slug: "headers-too-large", title: "The request's headers are too large",
            status: .requestHeaderFieldsTooLarge, detail: "At most 16 KiB in 100 headers.")
    }

    private static func body(_ problem: Problem) throws -> (status: HTTPResponse.Status, bytes: ByteBuffer) {
        (problem.status, try JSONAnswer.encode(problem.document))
    }
}
