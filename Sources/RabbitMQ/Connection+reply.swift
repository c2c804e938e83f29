import CRabbitMQ

extension Connection {
    /// The broker's or the library's answer to a question, as an error with the reason in it. A channel that the
    /// broker closed is confirmed as closed and may be opened again.
    func check(_ reply: amqp_rpc_reply_t, channel: UInt16 = 0) throws(ConnectionFailure) {
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL: return
        case AMQP_RESPONSE_SERVER_EXCEPTION: throw failure(reply.reply, channel)
        case AMQP_RESPONSE_LIBRARY_EXCEPTION: throw .connection(Self.text(of: reply.library_error))
        default: throw .connection("the broker closed the connection")
        }
    }

    /// A status of the library: 0 and above is success.
    func check(_ status: Int32) throws(ConnectionFailure) {
        if status < 0 { throw .connection(Self.text(of: status)) }
    }

    /// The reply to the last question that answered with a pointer.
    func checkLastReply(channel: UInt16) throws(ConnectionFailure) {
        try check(amqp_get_rpc_reply(state), channel: channel)
    }

    private func failure(_ method: amqp_method_t, _ channel: UInt16) -> ConnectionFailure {
        if let closed = Self.closing(method) {
            if method.id == AMQP_CHANNEL_CLOSE_METHOD {
                confirmChannelClosed(channel)
                return .channel(code: closed.code, text: closed.text)
            }
            return .connection(closed.text)
        }
        return .connection("the broker answered with method \(String(method.id, radix: 16))")
    }

    /// Code and text of `channel.close` or `connection.close`.
    static func closing(_ method: amqp_method_t) -> (code: Int, text: String)? {
        guard let decoded = method.decoded else { return nil }
        switch method.id {
        case AMQP_CHANNEL_CLOSE_METHOD:
            let close = decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
            return (Int(close.reply_code), close.reply_text.string)
        case AMQP_CONNECTION_CLOSE_METHOD:
            let close = decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
            return (Int(close.reply_code), close.reply_text.string)
        default:
            return nil
        }
    }

    /// Answers `channel.close`, as AMQP asks for. A failure shows at the next read.
    func confirmChannelClosed(_ channel: UInt16) {
        var ok = amqp_channel_close_ok_t()
        _ = amqp_send_method(state, channel, AMQP_CHANNEL_CLOSE_OK_METHOD, &ok)
        discardPartial(channel)
    }

    /// Answers `connection.close`, so that the broker need not wait for it.
    func confirmConnectionClosed() {
        var ok = amqp_connection_close_ok_t()
        _ = amqp_send_method(state, 0, AMQP_CONNECTION_CLOSE_OK_METHOD, &ok)
    }

    private static func text(of status: Int32) -> String {
        guard let text = amqp_error_string2(status) else { return "error \(status)" }
        return String(cString: text)
    }
}
