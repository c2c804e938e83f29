import ArgumentParser
import Foundation
import ServiceKit

/// Sends listings as a scraper would.
struct DemoIngest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ingest", abstract: "Sends listings to the Gateway.")

    @Option(help: "The Gateway's address.") var gateway: String
    @Option(help: "NDJSON: one listing a line, in the shape of POST /api/v1/listings.") var listings: String
    @Option(help: "Listings a request.") var batch = 1000

    func run() async throws {
        let settings = try await Settings.load()
        let pair = try settings.required("INGEST_API_KEYS", example: "scraper:0a1b2c3d4e5f60718293")
        guard let key = pair.split(separator: ",").first?.split(separator: ":", maxSplits: 1).last else {
            throw CommandFailure("INGEST_API_KEYS names no key")
        }
        let lines = try DemoFile.objects(listings)
        let client = GatewayClient(gateway)
        var sums: [String: Int] = [:]
        for start in stride(from: 0, to: lines.count, by: batch) {
            let body = lines[start..<min(start + batch, lines.count)].joined(separator: [UInt8(ascii: "\n")])
            let answer = try await client.send(
                "/api/v1/listings", Array(body), type: "application/x-ndjson", token: String(key))
            for (name, value) in answer { if let count = value as? Int { sums[name, default: 0] += count } }
            for error in (answer["errors"] as? [[String: Any]] ?? []).prefix(5) {
                print(
                    "refused: line \(start + (error["line"] as? Int ?? 0)): \(error["field"] ?? "") \(error["detail"] ?? "")"
                )
            }
        }
        let order = ["received", "created", "updated", "unchanged", "removed", "rejected"]
        print("Listings: " + order.map { "\(sums[$0] ?? 0) \($0)" }.joined(separator: ", ") + ".")
    }
}
