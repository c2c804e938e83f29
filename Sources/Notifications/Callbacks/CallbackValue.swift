import Foundation

/// A value of a callback's JSON, read by names that may be missing: providers add fields without notice, and leave
/// some out.
enum CallbackValue: Sendable, Equatable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case decimal(Double)
    case string(String)
    case list([CallbackValue])
    case object([String: CallbackValue])

    /// Nil for what is not one JSON document.
    init?(json bytes: [UInt8]) {
        guard let value = try? JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed]) else {
            return nil
        }
        self.init(foundation: value)
    }

    private init(foundation value: Any) {
        switch value {
        case let text as String: self = .string(text)
        case let object as [String: Any]: self = .object(object.mapValues(CallbackValue.init(foundation:)))
        case let list as [Any]: self = .list(list.map(CallbackValue.init(foundation:)))
        case let number as NSNumber: self = Self.number(number)
        default: self = .null
        }
    }

    private static func number(_ number: NSNumber) -> CallbackValue {
        switch String(cString: number.objCType) {
        // Foundation keeps true and false as numbers of one byte's type.
        case "c", "B": .boolean(number.boolValue)
        case "d", "f": .decimal(number.doubleValue)
        default: .integer(number.int64Value)
        }
    }

    subscript(_ name: String) -> CallbackValue {
        if case .object(let object) = self { object[name] ?? .null } else { .null }
    }

    /// The elements of a list; nothing for anything else.
    var elements: [CallbackValue] {
        if case .list(let list) = self { list } else { [] }
    }

    /// A text that is not empty, or a whole number as text; without the zero character, which the database refuses.
    var text: String? {
        switch self {
        case .string(let text):
            let clean = text.contains("\0") ? text.replacing("\0", with: "") : text
            return clean.isEmpty ? nil : clean
        case .integer(let number): return String(number)
        case .null, .boolean, .decimal, .list, .object: return nil
        }
    }

    /// A whole number, also where it is written as text.
    var whole: Int64? {
        switch self {
        case .integer(let number): number
        case .string(let text): Int64(text)
        case .null, .boolean, .decimal, .list, .object: nil
        }
    }

    var isTrue: Bool { self == .boolean(true) }

    var isNull: Bool { self == .null }

    /// A time in seconds since 1970, or in ISO 8601.
    var time: Date? {
        if let seconds = whole, seconds > 0, seconds < 100_000_000_000 {
            return Date(timeIntervalSince1970: Double(seconds))
        }
        guard case .string(let text) = self else { return nil }
        return (try? Date(text, strategy: .iso8601))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }
}
