/// Which statements a connection has prepared, by their SQL text. Pure: it decides, the connection acts.
struct StatementCache {
    enum Plan: Equatable {
        /// Seen for the first time: run it without a name, since it may never come again.
        case once
        /// Prepare it under this name, closing another statement first if one had to make room.
        case prepare(name: String, closing: String?)
        case run(name: String)
    }

    private struct Entry {
        var name: String?
        var lastUse: UInt64
    }

    private let capacity: Int
    private var entries: [String: Entry] = [:]
    private var uses: UInt64 = 0
    private var names: UInt64 = 0
    /// Prepared on the server, no longer wanted.
    private var toClose: [String] = []

    init(capacity: Int) {
        self.capacity = capacity
    }

    mutating func plan(for sql: String) -> Plan {
        uses += 1
        if let entry = entries[sql] {
            entries[sql]?.lastUse = uses
            if let name = entry.name { return .run(name: name) }
            names += 1
            let name = "s\(names)"
            entries[sql]?.name = name
            return .prepare(name: name, closing: pendingClose())
        }
        if entries.count >= capacity { evict() }
        entries[sql] = Entry(name: nil, lastUse: uses)
        return .once
    }

    /// Forgets a statement that the server no longer has, or whose result has changed its shape.
    mutating func forget(_ sql: String) {
        if let name = entries.removeValue(forKey: sql)?.name { toClose.append(name) }
    }

    /// Forgets a statement that could not be prepared.
    mutating func forgetUnprepared(_ sql: String) {
        entries[sql] = nil
    }

    private mutating func pendingClose() -> String? { toClose.popLast() }

    private mutating func evict() {
        guard let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
        forget(oldest.key)
    }
}
