import Crypto
import Foundation
import JWTKit
import ServiceKit

/// Signs and checks access tokens: JWT by HMAC-SHA-256, the key named by `kid`.
///
/// The secret is asked for each time, so it may be replaced while the service runs: new tokens are signed with the
/// new one, those out there stay good until they expire.
actor AccessTokens {
    private let secret: @Sendable () -> String
    /// How long a token is good.
    nonisolated let lifetime: Duration
    private let keys = JWTKeyCollection()
    private var current: (secret: String, kid: JWKIdentifier)?

    init(lifetime: Duration, secret: @escaping @Sendable () -> String) {
        self.secret = secret
        self.lifetime = lifetime
    }

    func issue(userID: Int64, now: Date = Date()) async throws -> String {
        let kid = await currentKey()
        return try await keys.sign(AccessToken(userID: userID, issued: now, lifetime: lifetime), kid: kid)
    }

    /// The person a token was issued to; nil when it is not one of ours, has expired, or is of another kind.
    func userID(of token: String) async -> Int64? {
        _ = await currentKey()
        guard let payload = try? await keys.verify(token, as: AccessToken.self) else { return nil }
        return Int64(payload.sub.value)
    }

    private func currentKey() async -> JWKIdentifier {
        let text = secret()
        if let current, current.secret == text { return current.kid }
        // A name that says nothing of the key: the first half of the digest of its digest.
        let digest = SHA256.hash(data: Array(SHA256.hash(data: Array(text.utf8))))
        let kid = JWKIdentifier(string: digest.prefix(8).map { String(format: "%02x", $0) }.joined())
        current = (text, kid)
        await keys.add(hmac: HMACKey(from: text), digestAlgorithm: .sha256, kid: kid)
        return kid
    }
}
