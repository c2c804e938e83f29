/// The fields of a form-encoded body or a query, in their order.
package struct FormFields: Sendable, Equatable {
    package let fields: [(name: String, value: String)]

    package static func == (left: FormFields, right: FormFields) -> Bool {
        left.fields.elementsEqual(right.fields) { $0 == $1 }
    }

    /// - Returns: nil for what is not percent-encoded UTF-8.
    package init?(_ bytes: [UInt8]) {
        var fields: [(name: String, value: String)] = []
        for pair in bytes.split(separator: 0x26, omittingEmptySubsequences: true) {
            let parts = pair.split(separator: 0x3D, maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]), let value = Self.decoded(parts.count > 1 ? parts[1] : []) else {
                return nil
            }
            fields.append((name, value))
        }
        self.fields = fields
    }

    package init?(_ text: String) {
        self.init(Array(text.utf8))
    }

    /// The last value of a name, without zero characters; nil where it is missing or empty.
    package subscript(_ name: String) -> String? {
        guard let value = fields.last(where: { $0.name == name })?.value, !value.isEmpty else { return nil }
        return value.contains("\0") ? value.replacing("\0", with: "") : value
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var rest = bytes
        while let byte = rest.popFirst() {
            switch byte {
            case 0x2B: result.append(0x20)
            case 0x25:
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    return nil
                }
                result.append(high << 4 | low)
            default: result.append(byte)
            }
        }
        return String(validating: result, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
