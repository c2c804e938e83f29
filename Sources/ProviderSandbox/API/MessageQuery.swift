/// The query of `GET /messages`: `channel`, `provider`, `recipient`, `text`, `after`, `limit` (100, at most 10,000; 0
/// only counts), `newest=true`.
struct MessageQuery {
    var query = MessageStore.Query()

    /// - Throws: ``SandboxInputError`` naming the parameter that is wrong.
    init(_ parameters: some Sequence<(key: Substring, value: Substring)>) throws {
        for (name, value) in parameters {
            let value = String(value)
            switch name {
            case "channel": query.channel = try Self.choice(value, "channel")
            case "provider": query.provider = try Self.choice(value, "provider")
            case "recipient": query.recipient = value
            case "text": query.text = value
            case "after": query.after = try Self.number(value, "after", 0...Int.max)
            case "limit": query.limit = try Self.number(value, "limit", 0...10_000)
            case "newest": query.newest = value == "true"
            default: throw SandboxInputError(description: "\(name): unknown parameter")
            }
        }
    }

    private static func choice<T: CaseIterable & RawRepresentable>(_ value: String, _ name: String) throws -> T
    where T.RawValue == String {
        guard let choice = T(rawValue: value) else {
            throw SandboxInputError(
                description: "\(name): one of \(T.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }

    private static func number(_ value: String, _ name: String, _ range: ClosedRange<Int>) throws -> Int {
        guard let number = Int(value), range.contains(number) else {
            throw SandboxInputError(
                description: "\(name): a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
