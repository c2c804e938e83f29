import CRabbitMQ

extension Connection {
    func openChannel(_ channel: UInt16) throws(ConnectionFailure) {
        _ = amqp_channel_open(state, channel)
        try checkLastReply(channel: channel)
    }

    func closeChannel(_ channel: UInt16) throws(ConnectionFailure) {
        try check(amqp_channel_close(state, channel, AMQP_REPLY_SUCCESS), channel: channel)
        discardPartial(channel)
    }

    /// From here on the broker confirms every publish of the channel.
    func selectConfirms(_ channel: UInt16) throws(ConnectionFailure) {
        _ = amqp_confirm_select(state, channel)
        try checkLastReply(channel: channel)
    }

    /// Registers a consumer that gets at most `prefetch` unsettled deliveries.
    func consume(_ queue: String, _ channel: UInt16, prefetch: UInt16, tag: String) throws(ConnectionFailure) {
        _ = amqp_basic_qos(state, channel, 0, prefetch, 0)
        try checkLastReply(channel: channel)
        buffer.reset(size: queue.utf8.count + tag.utf8.count, entries: 0)
        _ = amqp_basic_consume(
            state, channel, buffer.bytes(queue), buffer.bytes(tag), 0, 0, 0, amqp_table_t(num_entries: 0, entries: nil))
        try checkLastReply(channel: channel)
    }

    /// Ends the consumer. Deliveries sent before the answer are read by the next `nextEvent`.
    func cancelConsumer(_ channel: UInt16, tag: String) throws(ConnectionFailure) {
        buffer.reset(size: tag.utf8.count, entries: 0)
        _ = amqp_basic_cancel(state, channel, buffer.bytes(tag))
        try checkLastReply(channel: channel)
    }

    func acknowledge(_ channel: UInt16, tag: UInt64, multiple: Bool) throws(ConnectionFailure) {
        try check(amqp_basic_ack(state, channel, tag, multiple ? 1 : 0))
    }

    /// Back to the queue.
    func giveBack(_ channel: UInt16, tag: UInt64) throws(ConnectionFailure) {
        try check(amqp_basic_nack(state, channel, tag, 0, 1))
    }

    /// Asks passively whether all of it is there, on a channel that no one else uses.
    /// - Throws: `.missing` with everything that is not, or that this user may not see.
    func check(_ topology: ExpectedTopology, channel: UInt16) throws(ConnectionFailure) {
        guard !topology.isEmpty else { return }
        var missing: [String] = []
        try openChannel(channel)
        for part in topology.parts {
            do throws(ConnectionFailure) {
                try ask(part, channel)
            } catch .channel(let code, let text) {
                missing.append(code == ConnectionFailure.notFound ? part.description : "\(part) (\(text))")
                try openChannel(channel)
            }
        }
        try closeChannel(channel)
        if !missing.isEmpty { throw .missing(missing) }
    }

    /// Asks passively what the queues hold, on a channel that no one else uses; those that are not there are left out.
    func levels(of queues: [String], channel: UInt16) throws(ConnectionFailure) -> [QueueLevel] {
        var levels: [QueueLevel] = []
        try openChannel(channel)
        for queue in queues {
            do throws(ConnectionFailure) {
                levels.append(try level(of: queue, channel))
            } catch .channel {
                try openChannel(channel)
            }
        }
        try closeChannel(channel)
        return levels
    }

    private func level(of queue: String, _ channel: UInt16) throws(ConnectionFailure) -> QueueLevel {
        buffer.reset(size: queue.utf8.count, entries: 0)
        let answer = amqp_queue_declare(
            state, channel, buffer.bytes(queue), 1, 1, 0, 0, amqp_table_t(num_entries: 0, entries: nil))
        try checkLastReply(channel: channel)
        return QueueLevel(
            queue: queue, messages: Int(answer?.pointee.message_count ?? 0),
            consumers: Int(answer?.pointee.consumer_count ?? 0))
    }

    private func ask(_ part: ExpectedTopology.Part, _ channel: UInt16) throws(ConnectionFailure) {
        let none = amqp_table_t(num_entries: 0, entries: nil)
        switch part {
        case .exchange(let name):
            buffer.reset(size: name.utf8.count, entries: 0)
            _ = amqp_exchange_declare(state, channel, buffer.bytes(name), .empty, 1, 1, 0, 0, none)
        case .queue(let name):
            buffer.reset(size: name.utf8.count, entries: 0)
            _ = amqp_queue_declare(state, channel, buffer.bytes(name), 1, 1, 0, 0, none)
        }
        try checkLastReply(channel: channel)
    }
}
