import Contracts
import Foundation
import QRCode

/// How a person proves that an address is theirs, as the answer of a link says it.
struct LinkInvitation: Sendable {
    /// Where to go with it: a `wa.me` or `t.me` link; nil where the server does not know its own number.
    let url: String?
    /// What to send; nil where the link has it.
    let text: String?
    /// What a provider's shared sandbox number must be sent first.
    let join: String?
    let expiresAt: Date?

    /// - Returns: nil when the answer asks for no proof.
    init?(_ answer: JSONValue) {
        let asked = answer["verification"] == .null ? answer : answer["verification"]
        url = asked["url"].text.flatMap { $0.hasPrefix("https://") ? $0 : nil }
        text = asked["text"].text ?? asked["code"].text
        join = asked["join"]["text"].text
        expiresAt = asked["expires_at"].text.flatMap { try? Date($0, strategy: .iso8601) }
        if url == nil, text == nil { return nil }
    }

    /// - Parameter name: the channel, as the pages' addresses have it.
    func values(_ name: String, _ words: Words, _ language: Language, zone: TimeZone) -> [String: Any] {
        var values: [String: Any] = [
            "channel": name, "heading": words("link_\(name)", language),
            "step": words("proof_step_\(name)", language), "openLabel": words("proof_open_\(name)", language),
        ]
        if let text { values["code"] = text }
        if let join { values["join"] = join }
        if let url { values["url"] = url }
        if let picture = url.flatMap(QRCode.init) {
            values["qr"] = picture.svg(label: words("proof_qr_label", language))
        }
        if let expiresAt {
            values["expires"] = words("proof_expires", language, PageTime(zone: zone).text(expiresAt))
        }
        return values
    }
}
