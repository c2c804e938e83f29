import CRabbitMQ

/// Memory for the strings of one call into the C library. What it hands out is valid until the next `reset`.
final class WireBuffer {
    private var memory: UnsafeMutableRawPointer
    private var capacity: Int
    private var used = 0
    private var entries: UnsafeMutablePointer<amqp_table_entry_t>
    private var entryCapacity: Int

    init(capacity: Int = 4096, entryCapacity: Int = 16) {
        self.capacity = capacity
        self.entryCapacity = entryCapacity
        memory = .allocate(byteCount: capacity, alignment: 16)
        entries = .allocate(capacity: entryCapacity)
    }

    deinit {
        memory.deallocate()
        entries.deallocate()
    }

    /// Forgets what was handed out and makes room for `size` bytes of text and `count` table entries, so that nothing
    /// moves until the next reset.
    func reset(size: Int, entries count: Int) {
        used = 0
        if size > capacity {
            memory.deallocate()
            capacity = size
            memory = .allocate(byteCount: capacity, alignment: 16)
        }
        if count > entryCapacity {
            entries.deallocate()
            entryCapacity = count
            entries = .allocate(capacity: entryCapacity)
        }
    }

    func bytes(_ text: String) -> amqp_bytes_t {
        var text = text
        return text.withUTF8 { source in
            precondition(used + source.count <= capacity, "the buffer was reset for fewer bytes")
            let start = memory + used
            if let base = source.baseAddress { start.copyMemory(from: base, byteCount: source.count) }
            used += source.count
            return amqp_bytes_t(len: source.count, bytes: start)
        }
    }

    /// A table of these entries, filled by `fill` one by one.
    func table<C: Collection>(
        of items: C, _ fill: (C.Element, inout amqp_table_entry_t) -> Void
    ) -> amqp_table_t {
        precondition(items.count <= entryCapacity, "the buffer was reset for fewer entries")
        var count = 0
        for item in items {
            var entry = amqp_table_entry_t()
            fill(item, &entry)
            (entries + count).initialize(to: entry)
            count += 1
        }
        return amqp_table_t(num_entries: Int32(count), entries: entries)
    }
}

extension amqp_field_value_t {
    static func text(_ bytes: amqp_bytes_t) -> amqp_field_value_t {
        var value = amqp_field_value_t()
        value.kind = UInt8(AMQP_FIELD_KIND_UTF8.rawValue)
        value.value.bytes = bytes
        return value
    }

    static func number(_ number: Int64) -> amqp_field_value_t {
        var value = amqp_field_value_t()
        value.kind = UInt8(AMQP_FIELD_KIND_I64.rawValue)
        value.value.i64 = number
        return value
    }

    static func flag(_ flag: Bool) -> amqp_field_value_t {
        var value = amqp_field_value_t()
        value.kind = UInt8(AMQP_FIELD_KIND_BOOLEAN.rawValue)
        value.value.boolean = flag ? 1 : 0
        return value
    }

    static func table(_ table: amqp_table_t) -> amqp_field_value_t {
        var value = amqp_field_value_t()
        value.kind = UInt8(AMQP_FIELD_KIND_TABLE.rawValue)
        value.value.table = table
        return value
    }
}

extension amqp_bytes_t {
    /// Nothing; the C library reads it as an empty short string.
    static var empty: amqp_bytes_t { amqp_bytes_t(len: 0, bytes: nil) }

    /// A copy; bytes that are no UTF-8 are repaired.
    var string: String {
        guard len > 0, let bytes else { return "" }
        return String(decoding: UnsafeRawBufferPointer(start: bytes, count: len), as: UTF8.self)
    }
}
