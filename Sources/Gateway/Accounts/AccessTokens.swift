import Crypto
import Foundation
import JWTKit
import NIOConcurrencyHelpers
import ServiceKit

/// Signs and checks access tokens: JWT by HMAC-SHA-256, the key named by `kid`.
///
/// The secrets are asked for each time, so they may be replaced while the service runs: new tokens are signed with the
/// new one, those out there stay good until they expire, and the former ones open what other replicas signed before.
actor AccessTokens {
    /// Whose a token is, and the session it belongs to.
    struct Holder: Equatable, Sendable {
        let userID: Int64
        let session: UUID
    }

    private let secret: @Sendable () -> String
    private let former: @Sendable () -> [String]
    /// How long a token is good.
    nonisolated let lifetime: Duration
    private let keys = JWTKeyCollection()
    private var current: (secret: String, kid: JWKIdentifier)?
    private var known: Set<String> = []
    /// Tokens whose signature was checked, until they expire: a client sends the same one with every request.
    private nonisolated let checked = NIOLockedValueBox<[String: Checked]>([:])
    /// Beyond this many all are checked again.
    private static let maximumChecked = 10_000

    private struct Checked: Sendable {
        let holder: Holder
        let expires: Date
    }

    /// - Parameters:
    ///   - former: secrets that sign nothing any more, whose tokens still open.
    ///   - secret: what new tokens are signed with.
    init(
        lifetime: Duration, former: @escaping @Sendable () -> [String] = { [] },
        secret: @escaping @Sendable () -> String
    ) {
        self.secret = secret
        self.former = former
        self.lifetime = lifetime
    }

    func issue(userID: Int64, session: UUID, now: Date = Date()) async throws -> String {
        let kid = await currentKey()
        return try await keys.sign(
            AccessToken(userID: userID, session: session, issued: now, lifetime: lifetime), kid: kid)
    }

    /// The person a token was issued to; nil when it is not one of ours, has expired, or is of another kind.
    nonisolated func holder(of token: String) async -> Holder? {
        // Whatever key it was checked with is good for as long as this service runs.
        if let checked = checked.withLockedValue({ $0[token] }), checked.expires > Date() { return checked.holder }
        return await check(token)
    }

    private func check(_ token: String) async -> Holder? {
        _ = await currentKey()
        for text in former() where !known.contains(text) { await add(text) }
        guard let payload = try? await keys.verify(token, as: AccessToken.self),
            let id = Int64(payload.sub.value), let session = UUID(uuidString: payload.sid)
        else { return nil }
        let holder = Holder(userID: id, session: session)
        checked.withLockedValue { checked in
            if checked.count >= Self.maximumChecked { checked.removeAll(keepingCapacity: true) }
            checked[token] = Checked(holder: holder, expires: payload.exp.value)
        }
        return holder
    }

    private func currentKey() async -> JWKIdentifier {
        let text = secret()
        if let current, current.secret == text { return current.kid }
        let kid = await add(text)
        current = (text, kid)
        return kid
    }

    @discardableResult
    private func add(_ text: String) async -> JWKIdentifier {
        // A name that says nothing of the key: the first half of the digest of its digest.
        let digest = SHA256.hash(data: Array(SHA256.hash(data: Array(text.utf8))))
        let kid = JWKIdentifier(string: digest.prefix(8).map { String(format: "%02x", $0) }.joined())
        known.insert(text)
        await keys.add(hmac: HMACKey(from: text), digestAlgorithm: .sha256, kid: kid)
        return kid
    }
}
