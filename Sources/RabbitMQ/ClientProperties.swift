import CRabbitMQ

/// What a client tells the broker about itself. The library by itself announces too little: without
/// `consumer_cancel_notify` a deleted queue leaves its consumer hanging in silence, without `connection.blocked` a
/// disk alarm is a mute stall.
final class ClientProperties {
    let table: amqp_table_t
    private let strings = WireBuffer()
    private let capabilities = WireBuffer()

    init(connectionName: String) {
        let texts = [("product", "Campanello"), ("platform", "Swift"), ("connection_name", connectionName)]
        let names = ["consumer_cancel_notify", "connection.blocked", "basic.nack", "publisher_confirms"]
        strings.reset(size: 256 + connectionName.utf8.count, entries: texts.count + 1)
        capabilities.reset(size: 256, entries: names.count)
        let flags = capabilities.table(of: names) { [capabilities] name, entry in
            entry.key = capabilities.bytes(name)
            entry.value = .flag(true)
        }
        table = strings.table(of: texts + [("capabilities", "")]) { [strings] item, entry in
            entry.key = strings.bytes(item.0)
            entry.value = item.0 == "capabilities" ? .table(flags) : .text(strings.bytes(item.1))
        }
    }
}
