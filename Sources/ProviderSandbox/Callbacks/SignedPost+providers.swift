import Crypto
import Foundation

/// JSON as each further provider signs it. Without a secret nothing is signed.
extension SignedPost {
    private static let json = (name: "Content-Type", value: "application/json")

    /// 360dialog: a digest in hexadecimal digits, and the headers that it was told to send along.
    static func dialog360(url: String, json: JSON, secret: String?, headers: [String: String] = [:]) -> SignedPost {
        let body = Array(json.text.utf8)
        var all = [Self.json] + headers.map { (name: $0.key, value: $0.value) }
        if let secret { all.append(("x-360dialog-signature", CallbackSignature.sha256(body, secret))) }
        return SignedPost(url: url, headers: all, body: body)
    }

    /// MessageBird: a token with digests of address and body.
    static func messageBird(url: String, json: JSON, secret: String?, now: Date = Date()) -> SignedPost {
        let body = Array(json.text.utf8)
        var headers = [Self.json]
        if let secret {
            let time = Int(now.timeIntervalSince1970)
            let claims: JSON = [
                "iss": "MessageBird", "nbf": .int(time), "exp": .int(time + 60),
                "jti": .string(UUID().uuidString.lowercased()),
                "url_hash": .string(hex(SHA256.hash(data: Data(url.utf8)))),
                "payload_hash": .string(hex(SHA256.hash(data: body))),
            ]
            headers.append(("MessageBird-Signature-JWT", token(claims, secret)))
        }
        return SignedPost(url: url, headers: headers, body: body)
    }

    /// Bird's channels: time, address and the body's digest.
    static func birdChannels(url: String, json: JSON, secret: String?, now: Date = Date()) -> SignedPost {
        let body = Array(json.text.utf8)
        var headers = [Self.json]
        if let secret {
            let time = String(Int(now.timeIntervalSince1970))
            let signed = Array("\(time)\n\(url)\n".utf8) + Array(SHA256.hash(data: body))
            headers.append(("messagebird-signature", mac(signed, Array(secret.utf8)).base64EncodedString()))
            headers.append(("messagebird-request-timestamp", time))
        }
        return SignedPost(url: url, headers: headers, body: body)
    }

    /// Bird's API of 2026: Standard Webhooks, with the part behind `whsec_` for a key.
    static func bird(url: String, json: JSON, secret: String?, now: Date = Date()) -> SignedPost {
        let body = Array(json.text.utf8)
        let id = ProviderID.hex(prefix: "evt_")
        var headers = [Self.json, ("webhook-id", id)]
        if let secret {
            let bare = secret.hasPrefix("whsec_") ? String(secret.dropFirst("whsec_".count)) : secret
            let time = String(Int(now.timeIntervalSince1970))
            let code = mac(Array("\(id).\(time).".utf8) + body, Array(Data(base64Encoded: bare) ?? Data()))
            headers.append(("webhook-timestamp", time))
            headers.append(("webhook-signature", "v1,\(code.base64EncodedString())"))
        }
        return SignedPost(url: url, headers: headers, body: body)
    }

    /// ChatAPI signs nothing: the address is the secret.
    static func chatAPI(url: String, json: JSON) -> SignedPost {
        SignedPost(url: url, headers: [Self.json], body: Array(json.text.utf8))
    }

    private static func token(_ claims: JSON, _ secret: String) -> String {
        let header: JSON = ["alg": "HS256", "typ": "JWT"]
        let signed = base64URL(Data(header.text.utf8)) + "." + base64URL(Data(claims.text.utf8))
        return signed + "." + base64URL(mac(Array(signed.utf8), Array(secret.utf8)))
    }

    private static func mac(_ bytes: [UInt8], _ key: [UInt8]) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: key)))
    }

    private static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
