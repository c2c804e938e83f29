import Crypto
import Foundation

/// The signatures of Bird's two APIs.
enum BirdSignature {
    /// How far the time that is signed may be off.
    private static let tolerance = 300.0

    /// The channels API: base64 of a MAC over time, address and the body's digest, with line ends between.
    static func checkChannels(_ request: SignedRequest, key: String) throws(WebhookRefusal) {
        guard let header = request.header("messagebird-signature"),
            let time = request.header("messagebird-request-timestamp")
        else { throw .unsigned }
        guard let mac = CanonicalBase64.decode(header) else { throw .wrongSignature }
        let signed =
            Array("\(time)\n\(request.url)\n".utf8) + Array(SHA256.hash(data: request.body))
        let key = SymmetricKey(data: Array(key.utf8))
        guard HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: signed, using: key) else {
            throw .wrongSignature
        }
        try checkTime(time, request.now)
    }

    /// The API of 2026 keeps to Standard Webhooks: any of several signatures over id, time and body.
    static func checkStandard(_ request: SignedRequest, secret: String) throws(WebhookRefusal) {
        guard let header = request.header("webhook-signature"), let id = request.header("webhook-id"),
            let time = request.header("webhook-timestamp")
        else { throw .unsigned }
        let bare = secret.hasPrefix("whsec_") ? String(secret.dropFirst("whsec_".count)) : secret
        guard let bytes = Data(base64Encoded: bare) else { throw .unconfigured }
        let signed = Array("\(id).\(time).".utf8) + request.body
        let key = SymmetricKey(data: bytes)
        let isValid = header.split(separator: " ").contains { part in
            guard part.hasPrefix("v1,"), let mac = CanonicalBase64.decode(part.dropFirst(3)) else { return false }
            return HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: signed, using: key)
        }
        guard isValid else { throw .wrongSignature }
        try checkTime(time, request.now)
    }

    private static func checkTime(_ text: String, _ now: Date) throws(WebhookRefusal) {
        guard let time = Double(text), abs(now.timeIntervalSince1970 - time) <= tolerance else { throw .stale }
    }
}
