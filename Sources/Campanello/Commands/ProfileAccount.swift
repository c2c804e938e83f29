import Contracts
import CurlTransport
import Notifications
import SenderKit
import ServiceKit
import TextTable

/// The business profile of one configured number.
struct ProfileAccount: Sendable {
    /// As `WHATSAPP_PROVIDER` names it.
    let provider: String
    private let endpoint: BusinessProfileEndpoint
    private let transport: any ProviderTransport

    /// - Throws: `SettingError` for a setting that is missing or wrong; `CommandFailure` where there is no such number,
    ///   or its provider offers no profile.
    init(settings: Settings, number: Int, transport: any ProviderTransport = CurlTransport()) throws {
        guard let account = try ProviderSettings(settings, channel: .whatsapp, number: number) else {
            throw CommandFailure(
                number == 1 ? "WhatsApp is off: WHATSAPP_ENABLED is not true" : "there is no WhatsApp number \(number)")
        }
        provider = account.kind.rawValue
        guard let endpoint = account.provider.businessProfile else {
            throw CommandFailure("business profiles are not offered by \(provider); its own console shows them")
        }
        self.endpoint = endpoint
        self.transport = transport
    }

    func profile() async throws -> BusinessProfile {
        let response = try await transport.send(endpoint.readRequest())
        return try told { () throws(ProviderError) in try endpoint.profile(in: response) }
    }

    func change(_ changes: BusinessProfile) async throws {
        let response = try await transport.send(endpoint.changeRequest(changes))
        try told { () throws(ProviderError) in try endpoint.check(response) }
    }

    /// A refusal as one line.
    private func told<Value>(_ body: () throws(ProviderError) -> Value) throws -> Value {
        do throws(ProviderError) {
            return try body()
        } catch {
            throw CommandFailure("\(provider) refuses: \(error.code) \(error.detail)")
        }
    }
}

/// What `--json` prints.
struct ShownProfile: Encodable {
    let number: Int
    let provider: String
    let profile: BusinessProfile
}

/// A line of the table.
struct ProfileRow {
    let field: String
    let value: String

    static func columns(_ row: ProfileRow) -> [Column] {
        [Column("field" <- row.field), Column("value" <- row.value)]
    }
}

extension BusinessProfile {
    /// The fields that are set.
    var rows: [ProfileRow] {
        let fields = [
            ("about", about), ("address", address), ("description", description), ("email", email),
            ("vertical", vertical), ("websites", websites?.joined(separator: ", ")), ("picture", pictureURL),
        ]
        return fields.compactMap { name, value in
            value.flatMap { $0.isEmpty ? nil : ProfileRow(field: name, value: UserText.cleaned($0)) }
        }
    }
}
