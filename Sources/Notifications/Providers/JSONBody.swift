import Contracts

/// JSON bodies of requests: the same message makes the same bytes, which an idempotency key needs.
enum JSONBody {
    static let header = (name: "Content-Type", value: "application/json")

    static func object(_ fields: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.object(fields)
        return writer.bytes
    }
}

extension JSONWriter {
    /// A field that is an object.
    mutating func object(_ name: String, _ fields: (inout JSONWriter) -> Void) {
        field(name) { $0.object(fields) }
    }

    /// A field that is an array of objects.
    mutating func objects<Items: Sequence>(
        _ name: String, _ items: Items, _ fields: (inout JSONWriter, Items.Element) -> Void
    ) {
        field(name) { writer in writer.array(items) { writer, item in writer.object { fields(&$0, item) } } }
    }
}
