import ArgumentParser
import CryptoExtras
import Foundation
import Persistence
import Postgres
import ServiceKit

/// Makes one person for each filter of a file, linked on both channels: by registering when they are few.
struct DemoPeople: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "people", abstract: "Makes one person for each filter, linked on both channels.")

    @Option(help: "The Gateway's address.") var gateway: String
    @Option(help: "NDJSON: one filter a line, in the shape of POST /api/v1/filters.") var filters: String
    @Option(help: "People made at once.") var parallel = 8

    /// Above so many, accounts are written straight into the database: scrypt is made to be slow.
    private static let registeredAtMost = 20
    private static let password = "Campanello-demo-1"

    func run() async throws {
        let settings = try await Settings.load()
        let lines = try DemoFile.objects(filters)
        let client = GatewayClient(gateway)
        if lines.count > Self.registeredAtMost {
            try await insertAccounts(lines.count, settings)
        } else {
            for number in 1...max(1, lines.count) {
                try await client.post(
                    "/api/v1/auth/register",
                    ["email": Self.email(number), "password": Self.password, "first_name": "Reader \(number)"])
            }
        }
        try await DemoFile.inParallel(lines, width: parallel) { number, line in
            try await settle(number, line, client)
        }
        print("\(lines.count) people, each with a filter, linked on WhatsApp and Telegram.")
    }

    private func settle(_ number: Int, _ line: [UInt8], _ client: GatewayClient) async throws {
        let login = try await client.post(
            "/api/v1/auth/login", ["email": Self.email(number), "password": Self.password])
        guard let token = login["access_token"] as? String else { throw CommandFailure("logging in gave no token") }
        try await client.post("/api/v1/whatsapp/link", ["phone_number": Self.phone(number)], token: token)
        try await client.post("/api/v1/telegram/link", ["chat_id": 100_000 + number], token: token)
        var filter = try DemoFile.object(line)
        filter["id"] = nil
        try await client.post("/api/v1/filters", filter, token: token)
    }

    static func email(_ number: Int) -> String { "reader\(number)@example.com" }

    /// Fictitious: no number in Italy begins with +39 02 000.
    static func phone(_ number: Int) -> String {
        "+3902000" + String(repeating: "0", count: 5 - min(5, "\(number)".count)) + "\(number)"
    }

    /// Accounts with a hash that costs nothing to check, which only a private installation may hold.
    private func insertAccounts(_ count: Int, _ settings: Settings) async throws {
        guard let host = URLComponents(string: try settings.databaseURL())?.host,
            ["127.0.0.1", "localhost"].contains(host)
        else { throw CommandFailure("sample accounts are only made in a database on 127.0.0.1") }
        let hash = try Self.cheapHash()
        let numbers = Array(1...count)
        try await Database.use(settings) { pool in
            _ = try await pool.execute(
                """
                INSERT INTO campanello.users (email, password_hash, first_name)
                SELECT email, $2, name FROM unnest($1::text[], $3::text[]) AS person (email, name)
                ON CONFLICT DO NOTHING
                """,
                [
                    .textArray(numbers.map(Self.email)), .text(hash), .textArray(numbers.map { "Reader \($0)" }),
                ])
        }
    }

    private static func cheapHash() throws -> String {
        let salt = Array("campanello-sample".utf8)
        let key = try KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: salt, outputByteCount: 32, rounds: 2, blockSize: 1, parallelism: 1)
        let base64 = { (bytes: [UInt8]) in String(Data(bytes).base64EncodedString().prefix { $0 != "=" }) }
        return "$scrypt$ln=1,r=1,p=1$\(base64(salt))$\(base64(key.withUnsafeBytes { Array($0) }))"
    }
}
