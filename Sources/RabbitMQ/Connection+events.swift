import CRabbitMQ
import Glibc

extension Connection {
    /// The next thing the broker said, without waiting; nil when there is nothing more for now. It also sends and
    /// watches heartbeats, so it has to be called at least every few seconds.
    func nextEvent() throws(ConnectionFailure) -> Event? {
        while true {
            var frame = amqp_frame_t()
            var noWait = timeval(tv_sec: 0, tv_usec: 0)
            let status = amqp_simple_wait_frame_noblock(state, &frame, &noWait)
            if status == AMQP_STATUS_TIMEOUT.rawValue { return nil }
            try check(status)
            if let event = event(of: frame) { return event }
        }
    }

    /// Gives the memory of frames already read back to the library.
    func releaseBuffers() {
        amqp_maybe_release_buffers(state)
    }

    func discardPartial(_ channel: UInt16) {
        if Int(channel) < partials.count { partials[Int(channel)] = nil }
    }

    private func event(of frame: amqp_frame_t) -> Event? {
        let channel = Int(frame.channel)
        switch Int32(frame.frame_type) {
        case AMQP_FRAME_METHOD:
            return event(of: frame.payload.method, channel: frame.channel)
        case AMQP_FRAME_HEADER where channel < partials.count:
            guard let decoded = frame.payload.properties.decoded else { return nil }
            let properties = decoded.assumingMemoryBound(to: amqp_basic_properties_t.self).pointee
            partials[channel]?.append(
                header: properties, bodySize: frame.payload.properties.body_size, &texts)
            return completed(channel)
        case AMQP_FRAME_BODY where channel < partials.count:
            partials[channel]?.append(body: frame.payload.body_fragment)
            return completed(channel)
        default:
            return nil
        }
    }

    private func completed(_ channel: Int) -> Event? {
        guard partials[channel]?.isComplete == true, let partial = partials[channel].take() else { return nil }
        switch partial.kind {
        case .returned: return .returned(partial.routed)
        case .delivered(let tag, let redelivered):
            return .delivered(channel: UInt16(channel), tag: tag, redelivered: redelivered, partial.routed)
        }
    }

    private func event(of method: amqp_method_t, channel: UInt16) -> Event? {
        guard let decoded = method.decoded else { return nil }
        switch method.id {
        case AMQP_BASIC_ACK_METHOD:
            let ack = decoded.assumingMemoryBound(to: amqp_basic_ack_t.self).pointee
            return .confirmed(tag: ack.delivery_tag, multiple: ack.multiple != 0)
        case AMQP_BASIC_NACK_METHOD:
            let nack = decoded.assumingMemoryBound(to: amqp_basic_nack_t.self).pointee
            return .refused(tag: nack.delivery_tag, multiple: nack.multiple != 0)
        case AMQP_BASIC_DELIVER_METHOD, AMQP_BASIC_RETURN_METHOD:
            begin(method.id, decoded, channel: Int(channel))
            return nil
        case AMQP_BASIC_CANCEL_METHOD:
            return .consumerCancelled(channel: channel)
        case AMQP_CHANNEL_CLOSE_METHOD:
            return .channelClosed(channel: channel, text: Self.closing(method)?.text ?? "")
        case AMQP_CONNECTION_CLOSE_METHOD:
            return .connectionClosed(text: Self.closing(method)?.text ?? "")
        case AMQP_CONNECTION_BLOCKED_METHOD:
            return .blocked(decoded.assumingMemoryBound(to: amqp_connection_blocked_t.self).pointee.reason.string)
        case AMQP_CONNECTION_UNBLOCKED_METHOD:
            return .unblocked
        default:
            return nil
        }
    }

    private func begin(_ id: amqp_method_number_t, _ decoded: UnsafeMutableRawPointer, channel: Int) {
        while partials.count <= channel { partials.append(nil) }
        if id == AMQP_BASIC_DELIVER_METHOD {
            let method = decoded.assumingMemoryBound(to: amqp_basic_deliver_t.self).pointee
            partials[channel] = PartialContent(
                .delivered(tag: method.delivery_tag, redelivered: method.redelivered != 0),
                exchange: method.exchange, routingKey: method.routing_key)
        } else {
            let method = decoded.assumingMemoryBound(to: amqp_basic_return_t.self).pointee
            partials[channel] = PartialContent(
                .returned, exchange: method.exchange, routingKey: method.routing_key)
        }
    }
}
