/// Writes messages as JSON: snake_case names, explicit nulls, ISO-8601 times in UTC with `Z`, lower-case UUIDs.
package enum ContractEncoder {
    /// What JSON cannot carry.
    package struct UnwritableNumber: Error, Sendable, Equatable {
        package init() {}
    }

    /// The body of a message.
    /// - Throws: `UnwritableNumber` for NaN and infinity.
    package static func encode(_ message: some Contract) throws(UnwritableNumber) -> [UInt8] {
        var writer = JSONWriter()
        message.write(to: &writer)
        guard !writer.hasUnwritableNumber else { throw UnwritableNumber() }
        return writer.bytes
    }

    /// The body as text, for the outbox.
    /// - Throws: `UnwritableNumber` for NaN and infinity.
    package static func text(_ message: some Contract) throws(UnwritableNumber) -> String {
        String(decoding: try encode(message), as: UTF8.self)
    }
}
