import Crypto
import Foundation

/// `MessageBird-Signature-JWT`: a token that holds digests of the address and of the body.
enum MessageBirdToken {
    /// How far its times may be off.
    private static let leeway = 1.0

    private struct Header: Decodable {
        let alg: String
    }

    private struct Claims: Decodable {
        let iss: String
        let nbf: Double
        let exp: Double
        let jti: String
        let urlHash: String
        let payloadHash: String?

        enum CodingKeys: String, CodingKey {
            case iss, nbf, exp, jti
            case urlHash = "url_hash"
            case payloadHash = "payload_hash"
        }
    }

    static func check(_ request: SignedRequest, key: String) throws(WebhookRefusal) {
        guard let token = request.header("messagebird-signature-jwt") else { throw .unsigned }
        let claims = try claims(token, key: key)
        guard claims.iss == "MessageBird", !claims.jti.isEmpty else { throw .wrongSignature }
        let now = request.now.timeIntervalSince1970
        guard claims.nbf - leeway <= now, now <= claims.exp + leeway else { throw .stale }
        guard ConstantTime.equal(claims.urlHash.lowercased(), digest(Array(request.url.utf8))) else {
            throw .wrongSignature
        }
        // The body's digest is there exactly when there is a body.
        switch (claims.payloadHash, request.body.isEmpty) {
        case (nil, true): return
        case (let stated?, false) where ConstantTime.equal(stated.lowercased(), digest(request.body)): return
        default: throw .wrongSignature
        }
    }

    /// The claims of a token whose MAC is right, by one of the three algorithms that may be.
    private static func claims(_ token: String, key: String) throws(WebhookRefusal) -> Claims {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let head = CanonicalBase64.decodeURL(parts[0]),
            let body = CanonicalBase64.decodeURL(parts[1]),
            let mac = CanonicalBase64.decodeURL(parts[2]),
            let header = try? JSONDecoder().decode(Header.self, from: Data(head))
        else { throw .wrongSignature }
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        let key = SymmetricKey(data: Array(key.utf8))
        let isValid =
            switch header.alg {
            case "HS256": HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: signed, using: key)
            case "HS384": HMAC<SHA384>.isValidAuthenticationCode(mac, authenticating: signed, using: key)
            case "HS512": HMAC<SHA512>.isValidAuthenticationCode(mac, authenticating: signed, using: key)
            default: false
            }
        guard isValid, let claims = try? JSONDecoder().decode(Claims.self, from: Data(body)) else {
            throw .wrongSignature
        }
        return claims
    }

    private static func digest(_ bytes: [UInt8]) -> String { Hexadecimal.encode(SHA256.hash(data: bytes)) }
}
