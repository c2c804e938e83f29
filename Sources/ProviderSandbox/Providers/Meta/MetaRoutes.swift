import Foundation
import Hummingbird

/// `/meta/v{N}.0/{phone number id}…`: messages and the number itself.
struct MetaRoutes: Sendable {
    let sandbox: Sandbox

    func add(to router: Router<BasicRequestContext>) {
        router.post("meta/:version/:number/messages") { request, context in
            try await answering { try await send(request, number: try number(request, context)) }
        }
        router.get("meta/:version/:number") { request, context in
            try await answering {
                let number = try number(request, context)
                return .json(try Self.describe(number, fields: request.uri.queryParameters["fields"].map(String.init)))
            }
        }
        router.get("meta/:version/:number/whatsapp_business_profile") { request, context in
            try await answering {
                let number = try number(request, context)
                let fields = request.uri.queryParameters["fields"].map(String.init)
                return .json(try sandbox.profiles.read(number, fields: fields))
            }
        }
        router.post("meta/:version/:number/whatsapp_business_profile") { request, context in
            try await answering {
                let number = try number(request, context)
                return .json(try sandbox.profiles.change(number, try await request.data()))
            }
        }
    }

    /// Only the fields that were asked for, as the Graph API does.
    private static func describe(_ number: String, fields: String?) throws -> JSON {
        let known: [(String, JSON)] = [
            ("display_phone_number", "+1 555 010 0006"), ("verified_name", "Sandbox"), ("quality_rating", "GREEN"),
            ("throughput", ["level": "STANDARD"]), ("whatsapp_business_manager_messaging_limit", "TIER_2K"),
        ]
        let id: (String, JSON) = ("id", .string(number))
        guard let fields else {
            return .object([id] + known.filter { $0.0 != "whatsapp_business_manager_messaging_limit" })
        }
        let asked = fields.split(separator: ",").map(String.init).filter { $0 != "id" }
        return .object(
            try [id]
                + asked.map { name in
                    guard let field = known.first(where: { $0.0 == name }) else {
                        throw MetaError.parameter("Tried accessing nonexisting field (\(name))")
                    }
                    return field
                })
    }

    private func answering(_ body: () async throws -> Response) async throws -> Response {
        do { return try await body() } catch let error as MetaError { return error.response }
    }

    /// The number of the path, once version and token are right.
    private func number(_ request: Request, _ context: BasicRequestContext) throws -> String {
        let version = try context.parameters.require("version")
        guard version.hasPrefix("v"), let release = Double(version.dropFirst()), (1..<1000).contains(release) else {
            throw MetaError(2500, "Unknown path components: /\(version)")
        }
        let header = request.headers[.authorization] ?? ""
        guard header.lowercased().hasPrefix("bearer "),
            sandbox.admits(token: String(header.dropFirst(7)), provider: .meta)
        else { throw MetaError.unauthorized }
        let number = try context.parameters.require("number")
        guard !number.isEmpty, number.allSatisfy(\.isNumber) else { throw MetaError.unknownObject }
        return number
    }

    private func send(_ request: Request, number: String) async throws -> Response {
        guard let fields = RequestFields(json: try await request.data()) else {
            throw MetaError(100, "(#100) The request body is not valid JSON")
        }
        if fields.string("status") == "read" { return .json(["success": true]) }
        let (message, input) = try MetaMessage(fields, number: number).taken
        let verdict = sandbox.judge(message, account: number)
        return try await sandbox.settle(verdict, message) {
            MetaMessage.answer($0, input: input)
        } refuse: {
            MetaError.refusal($0).response
        }
    }
}
