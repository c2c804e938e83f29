import Foundation
import Listings

/// Measures the filter index: how long a listing takes among very many filters, and what the index costs.
@main
struct MatchBench {
    static func main() async throws {
        let options = try BenchOptions(CommandLine.arguments)
        let (filters, listings) = (try BenchData.filters(options.filters), try BenchData.listings(options.listings))
        say("\(filters.count) filters, \(listings.count) listings")
        let built = BuildMeasurement(filters, rounds: options.rounds)
        let matched = MatchMeasurement(built.index.snapshot, listings, rounds: options.rounds)
        let updates = try await UpdateMeasurement.run(built.index, filters, listings)
        let report = BenchReport(
            listings: listings.count, filters: filters.count, matches: matched.matches, id_sum: matched.idSum,
            us_per_listing: matched.mean, p50_us: matched.percentile(0.5), p99_us: matched.percentile(0.99),
            ns_per_match: matched.mean * 1000 * Double(listings.count) / Double(max(matched.matches, 1)),
            build_seconds: built.seconds, bytes_per_filter: Double(built.bytes) / Double(max(filters.count, 1)),
            resident_bytes_per_filter: Double(built.resident) / Double(max(filters.count, 1)),
            updates_per_second: updates.perSecond, us_per_listing_while_updating: updates.mean)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        print(String(decoding: try encoder.encode(report), as: UTF8.self))
    }
}

/// The last line of standard output.
struct BenchReport: Encodable {
    let listings: Int
    let filters: Int
    let matches: Int
    let id_sum: Int64
    /// The mean of the middle round.
    let us_per_listing: Double
    let p50_us: Double
    let p99_us: Double
    let ns_per_match: Double
    let build_seconds: Double
    /// By the index's own count.
    let bytes_per_filter: Double
    /// By the growth of the process.
    let resident_bytes_per_filter: Double
    let updates_per_second: Double
    let us_per_listing_while_updating: Double
}

struct BenchOptions {
    var filters = ""
    var listings = ""
    var rounds = 7

    init(_ arguments: [String]) throws {
        var rest = arguments.dropFirst()
        while let name = rest.popFirst() {
            switch name {
            case "--filters": filters = rest.popFirst() ?? ""
            case "--listings": listings = rest.popFirst() ?? ""
            case "--rounds": rounds = rest.popFirst().flatMap(Int.init) ?? rounds
            case "--json": break
            default: throw BenchFault(description: "\(name) is not known")
            }
        }
        guard !filters.isEmpty, !listings.isEmpty, rounds > 0 else {
            throw BenchFault(description: "usage: MatchBench --filters FILE --listings FILE [--rounds N] [--json]")
        }
    }
}

struct BenchFault: Error, CustomStringConvertible {
    let description: String
}

func say(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}
