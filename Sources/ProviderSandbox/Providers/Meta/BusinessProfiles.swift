import Foundation
import NIOConcurrencyHelpers

/// What people see of a business, by its number: what Meta and 360dialog let an owner read and change.
final class BusinessProfiles: Sendable {
    private static let limits = ["about": 139, "address": 256, "description": 512, "email": 128]
    private static let names = [
        "about", "address", "description", "email", "profile_picture_url", "vertical", "websites",
    ]

    private let profiles = NIOLockedValueBox<[String: [String: JSON]]>([:])

    /// - Parameter fields: Names between commas; nil asks for the number's name alone, as the Graph API does.
    /// - Throws: ``MetaError`` for a field that does not exist.
    func read(_ number: String, fields: String?) throws -> JSON {
        let asked = (fields ?? "").split(separator: ",").map(String.init)
        if let unknown = asked.first(where: { !Self.names.contains($0) && $0 != "messaging_product" }) {
            throw MetaError.parameter("Tried accessing nonexisting field (\(unknown))")
        }
        let profile = profiles.withLockedValue { $0[number] ?? [:] }
        let set = asked.compactMap { name in profile[name].map { (name, $0) } }
        return ["data": [.object(set + [("messaging_product", "whatsapp")])]]
    }

    /// Sets what the body holds.
    /// - Throws: ``MetaError`` for the first field that is wrong.
    func change(_ number: String, _ body: Data) throws -> JSON {
        guard let fields = RequestFields(json: body), fields.string("messaging_product") == "whatsapp" else {
            throw MetaError(100, "(#100) The parameter messaging_product is required.")
        }
        var changes: [String: JSON] = [:]
        for name in fields.names where name != "messaging_product" { changes[name] = try Self.value(name, fields) }
        profiles.withLockedValue { profiles in
            profiles[number, default: [:]].merge(changes) { _, new in new }
        }
        return ["success": true]
    }

    private static func value(_ name: String, _ fields: RequestFields) throws -> JSON {
        if name == "websites" {
            guard let sites = fields.texts(name), sites.count <= 2, sites.allSatisfy(\.isWebAddress) else {
                throw MetaError.parameter("websites must be at most 2 web addresses")
            }
            return .array(sites.map { .string($0) })
        }
        guard names.contains(name), let text = fields.string(name) else {
            throw MetaError.parameter("Unexpected key \"\(name)\" on param.")
        }
        if let limit = limits[name], text.utf16.count > limit {
            throw MetaError.parameter("Param \(name) must be at most \(limit) characters long.")
        }
        return .string(text)
    }
}
