import CRabbitMQ
import Glibc

/// Properties that are the same for message after message: read from the wire into the string that is there already.
struct RecurringTexts {
    var type = RecurringText()
    var contentType = RecurringText()
}

struct RecurringText {
    private var last = ""

    /// The bytes as text; the last one itself where they are the same.
    mutating func read(_ bytes: amqp_bytes_t) -> String {
        if !isLast(bytes) { last = bytes.string }
        return last
    }

    private mutating func isLast(_ bytes: amqp_bytes_t) -> Bool {
        last.withUTF8 { known in
            guard known.count == bytes.len, let base = known.baseAddress, let other = bytes.bytes else { return false }
            return memcmp(base, other, bytes.len) == 0
        }
    }
}
