import Foundation

/// Files of the repository that the tests hold to the code.
enum Repository {
    /// Three levels above this file.
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func url(_ path: String) -> URL { root.appendingPathComponent(path) }

    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: url(path))) }

    static func json(_ path: String) throws -> JSON {
        try JSONDecoder().decode(JSON.self, from: Data(bytes(path)))
    }
}

/// Any JSON, to look at its shape.
enum JSON: Decodable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let bool = try? container.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let string = try? container.decode(String.self) {
            self = .string(string)
        } else if let array = try? container.decode([JSON].self) {
            self = .array(array)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    subscript(_ key: String) -> JSON? {
        guard case .object(let object) = self else { return nil }
        return object[key]
    }

    var strings: [String] {
        switch self {
        case .string(let string): [string]
        case .array(let array): array.flatMap(\.strings)
        default: []
        }
    }

    var keys: Set<String> {
        guard case .object(let object) = self else { return [] }
        return Set(object.keys)
    }
}
