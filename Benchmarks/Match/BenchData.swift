import Foundation
import Listings

/// A filter as the bench reads it.
struct BenchFilter: Decodable {
    let id: Int64
    let conditions: FilterConditions

    private enum Key: CodingKey { case id }

    init(from decoder: any Decoder) throws {
        id = try decoder.container(keyedBy: Key.self).decode(Int64.self, forKey: .id)
        conditions = try ConditionsValidation.conditions(ConditionsInput(from: decoder))
    }
}

/// Filters and listings as clients send them, one JSON object a line.
enum BenchData {
    static func filters(_ path: String) throws -> [BenchFilter] {
        let decoder = JSONDecoder()
        return try lines(path).map { try decoder.decode(BenchFilter.self, from: $0) }
    }

    static func listings(_ path: String) throws -> [Listing] {
        let (decoder, parser) = (JSONDecoder(), ListingParser())
        return try lines(path).compactMap { line in
            let parsed = parser.parse(try decoder.decode(RawListing.self, from: line))
            guard case .listing(let listing) = parsed.outcome else {
                say("a row is no listing: \(parsed.errors)")
                return nil
            }
            return listing
        }
    }

    private static func lines(_ path: String) throws -> [Data] {
        try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped).split(separator: 0x0A)
    }
}
