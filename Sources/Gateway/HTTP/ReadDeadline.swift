import NIOCore
import NIOHTTPTypes

/// Closes a connection whose request does not arrive whole in time: a client that sends byte by byte never lets the
/// idle time run out, and would hold its place for ever. The time in which an answer is made does not count.
final class ReadDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart

    private let limit: TimeAmount
    /// A request has begun and not ended.
    private var isReading = false
    private var running: Scheduled<Void>?

    init(limit: TimeAmount) {
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: isReading = true
        case .body: break
        case .end: stop()
        }
        context.fireChannelRead(data)
    }

    /// What came in one go needs no deadline.
    func channelReadComplete(context: ChannelHandlerContext) {
        if isReading, running == nil { begin(context) }
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stop()
    }

    private func begin(_ context: ChannelHandlerContext) {
        let channel = context.channel
        running = context.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
    }

    private func stop() {
        isReading = false
        running?.cancel()
        running = nil
    }
}
