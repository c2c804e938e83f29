import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Persistence
import Postgres
import ServiceKit
import TestSupport

@testable import Gateway

/// The Gateway on a database of its own, spoken to as a client does.
struct TestAPI: Sendable {
    static let ingestKey = "test-scraper-key-0001"
    static let password = "Correct-Horse-1"

    let client: any TestClientProtocol
    let pool: PostgresPool
    let configuration: GatewayConfiguration
    /// Every route as the contract writes it, `GET /api/v1/filters/{id}`.
    let routes: [String]

    /// What came back.
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let text: String
        let json: JSONValue

        /// The names of the fields that a problem names.
        var fields: [String] {
            guard case .list(let errors) = json["errors"] else { return [] }
            return errors.compactMap { $0["field"].text }
        }
    }

    static let sandboxes = [
        "JWT_SECRET": "7d1f0c5ab94e4c0f8e21a6b3d9c85f40-tests", "INGEST_API_KEYS": "tests:\(ingestKey)",
        "WHATSAPP_ENABLED": "true",
        "WHATSAPP_API_URL": "http://127.0.0.1:8025/twilio/2010-04-01/Accounts/test/Messages.json",
        "TELEGRAM_BOT_TOKEN": "test-token", "TELEGRAM_API_URL": "http://127.0.0.1:8025/telegram",
        "TELEGRAM_BOT_USERNAME": "campanello_test_bot",
    ]

    /// Starts a Gateway whose channels lead to sandboxes, unless `settings` say otherwise.
    static func run(
        _ settings: [String: String] = [:], wait: Duration = .milliseconds(50),
        _ body: @Sendable (TestAPI) async throws -> Void
    ) async throws {
        try await withMigratedDatabase { pool in
            try await run(settings, wait: wait, on: pool, body)
        }
    }

    /// - Parameter asOwner: on a database that has no roles.
    static func run(
        _ settings: [String: String] = [:], wait: Duration = .milliseconds(50), on pool: PostgresPool,
        asOwner: Bool = false, _ body: @Sendable (TestAPI) async throws -> Void
    ) async throws {
        let values = sandboxes.merging(settings) { _, given in given }
        var configuration = try GatewayConfiguration(Settings(values: values))
        configuration.passwordCost = PasswordHash.Cost(logRounds: 4, blockSize: 8, parallelism: 1)
        configuration.testWait = wait
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        if asOwner { return try await serve(configuration, on: pool, pool: pool, logger, body) }
        // With the rights that the Gateway has, and no more.
        try await ServiceRoles.withPool(.gateway, like: pool) { [configuration, logger] service in
            try await serve(configuration, on: service, pool: pool, logger, body)
        }
    }

    private static func serve(
        _ configuration: GatewayConfiguration, on service: PostgresPool, pool: PostgresPool, _ logger: Logger,
        _ body: @Sendable (TestAPI) async throws -> Void
    ) async throws {
        let gateway = try Gateway(
            configuration: configuration, pool: service, health: Health(logger: logger), logger: logger)
        let routes = Routes(gateway: gateway).documented()
        try await App.application(gateway, logger: logger).test(.router) { client in
            try await body(TestAPI(client: client, pool: pool, configuration: configuration, routes: routes))
        }
    }
}

extension TestAPI {
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, token: String? = nil,
        type: String? = "application/json", headers: HTTPFields = [:]
    ) async throws -> Answer {
        try await send(method, path, bytes: body.map { Array($0.utf8) }, token: token, type: type, headers: headers)
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, bytes: [UInt8]?, token: String? = nil,
        type: String? = "application/json", headers: HTTPFields = [:]
    ) async throws -> Answer {
        var fields = headers
        if let token { fields[.authorization] = "Bearer \(token)" }
        if bytes != nil, let type { fields[.contentType] = type }
        let response = try await client.executeRequest(
            uri: path, method: method, headers: fields, body: bytes.map { ByteBuffer(bytes: $0) })
        let answered = Array(response.body.readableBytesView)
        return Answer(
            status: response.status.code, headers: response.headers, text: String(decoding: answered, as: UTF8.self),
            json: (try? JSONValue.parse(answered)) ?? .null)
    }

    func get(_ path: String, token: String? = nil) async throws -> Answer {
        try await send(.get, path, token: token)
    }

    func post(_ path: String, _ body: String? = "{}", token: String? = nil) async throws -> Answer {
        try await send(.post, path, body, token: token)
    }

    /// A new person, signed in.
    func person(_ email: String) async throws -> Person {
        let registered = try await post(
            "/api/v1/auth/register",
            #"{"email": "\#(email)", "password": "\#(Self.password)", "first_name": "Anna"}"#)
        let login = try await post(
            "/api/v1/auth/login", #"{"email": "\#(email)", "password": "\#(Self.password)"}"#)
        guard let id = registered.json["user"]["id"].number, let token = login.json["access_token"].text else {
            throw UnexpectedAnswer(text: registered.text + login.text)
        }
        return Person(id: Int64(id), token: token)
    }

    func ingest(_ rows: String, _ query: String = "") async throws -> Answer {
        try await send(.post, "/api/v1/listings\(query)", rows, token: Self.ingestKey)
    }
}

/// An answer that a test cannot go on with.
struct UnexpectedAnswer: Error {
    let text: String
}

/// Somebody who is signed in.
struct Person: Sendable {
    let id: Int64
    let token: String
}

extension JSONValue {
    subscript(_ index: Int) -> JSONValue {
        guard case .list(let list) = self, list.indices.contains(index) else { return .null }
        return list[index]
    }

    /// The values of a list.
    func list() throws -> [JSONValue] {
        guard case .list(let list) = self else { throw UnexpectedAnswer(text: "no list: \(self)") }
        return list
    }

    var count: Int {
        switch self {
        case .list(let list): list.count
        case .object(let object): object.count
        default: 0
        }
    }
}
