import Contracts
import Foundation
import QRCode

/// How a person proves that an address is theirs, as the answer of a link says it.
struct LinkProof: Sendable {
    /// Where to go with it: a `wa.me` or `t.me` link.
    let url: String
    /// What to send; nil where the link has it.
    let code: String?
    /// What a provider's shared sandbox number must be sent first.
    let joinCode: String?
    let expiresAt: Date?

    /// - Returns: nil when the answer asks for no proof.
    init?(_ answer: JSONValue) {
        let asked = answer["verification"] == .null ? answer : answer["verification"]
        guard let url = asked["url"].text, url.hasPrefix("https://") || url.hasPrefix("http://") else { return nil }
        self.url = url
        code = asked["code"].text
        joinCode = asked["join_code"].text ?? asked["join"].text
        expiresAt = asked["expires_at"].text.flatMap { try? Date($0, strategy: .iso8601) }
    }

    func values(_ channel: ChannelRoutes, _ words: Words, _ language: Language, zone: TimeZone) -> [String: Any] {
        let name = channel.channel.rawValue
        var values: [String: Any] = [
            "channel": name, "url": url, "heading": words("link_\(name)", language),
            "step": words("proof_step_\(name)", language), "openLabel": words("proof_open_\(name)", language),
        ]
        if let code { values["code"] = code }
        if let joinCode { values["join"] = joinCode }
        if let picture = QRCode(url) { values["qr"] = picture.svg(label: words("proof_qr_label", language)) }
        if let expiresAt {
            values["expires"] = words("proof_expires", language, PageTime(zone: zone).text(expiresAt))
        }
        return values
    }
}
