import Contracts

/// A queue argument or policy value in JSON: text, whole number, or something else that never equals ours.
enum ArgumentValue: Codable, Equatable {
    case string(String)
    case int(Int)
    case other

    init(_ argument: Argument) {
        switch argument {
        case .string(let text): self = .string(text)
        case .int(let number): self = .int(number)
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int.self) {
            self = .int(number)
        } else if let text = try? container.decode(String.self) {
            self = .string(text)
        } else {
            self = .other
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let text): try container.encode(text)
        case .int(let number): try container.encode(number)
        case .other: try container.encodeNil()
        }
    }
}
