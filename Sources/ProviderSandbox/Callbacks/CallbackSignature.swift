import Crypto
import Foundation

/// The signatures by which providers prove that a callback is theirs.
enum CallbackSignature {
    /// `X-Twilio-Signature`: base64 of HMAC-SHA1 over the address and, in the order of their names, each field with its
    /// value.
    static func twilio(url: String, fields: [(String, String)], token: String) -> String {
        let sorted = fields.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
        let text = url + sorted.map { $0.0 + $0.1 }.joined()
        let code = HMAC<Insecure.SHA1>.authenticationCode(
            for: Data(text.utf8), using: SymmetricKey(data: Data(token.utf8)))
        return Data(code).base64EncodedString()
    }

    /// `X-Hub-Signature-256`: `sha256=` and HMAC-SHA256 of the body in hexadecimal digits.
    static func meta(body: [UInt8], secret: String) -> String { "sha256=" + sha256(body, secret) }

    /// HMAC-SHA256 in hexadecimal digits.
    static func sha256(_ body: [UInt8], _ secret: String) -> String {
        HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data(secret.utf8)))
            .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
