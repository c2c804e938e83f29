import Crypto
package import Foundation

/// The address of one message's listings: `PUBLIC_URL/n/{token}`, readable without a login until it expires.
///
/// The token is the notification's id and its expiry with a MAC by a key of its own, derived from `JWT_SECRET`, so
/// that a link can never pass for a session or the other way round.
package struct ListingLink: Sendable {
    /// How long a link is good for.
    package static let lifetime: Duration = .seconds(30 * 24 * 3600)

    private static let macLength = 16
    private let secret: Secret
    private let publicURL: String

    /// - Parameter publicURL: Without a trailing slash.
    package init(secret: Secret, publicURL: String) {
        self.secret = secret
        self.publicURL = publicURL
    }

    /// The whole address.
    ///
    /// - Parameter expires: Kept in whole seconds, up to the year 2106.
    package func url(notification: UUID, expires: Date) -> String {
        "\(publicURL)/n/\(token(notification: notification, expires: expires))"
    }

    /// The token alone: 48 characters, safe in a path.
    package func token(notification: UUID, expires: Date) -> String {
        let seconds = UInt32(clamping: Int64(expires.timeIntervalSince1970))
        var bytes = withUnsafeBytes(of: notification.uuid) { Array($0) }
        bytes += withUnsafeBytes(of: seconds.bigEndian) { Array($0) }
        return Base64URL.encode(bytes + mac(bytes))
    }

    /// The notification a token speaks of; nil when it is not ours, was changed, or has expired.
    package func verify(token: String, now: Date) -> UUID? {
        guard let bytes = Base64URL.decode(token), bytes.count == 20 + Self.macLength else { return nil }
        let content = Array(bytes.prefix(20))
        // The time taken must not tell how many bytes were right.
        let difference = zip(bytes.suffix(Self.macLength), mac(content)).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        guard difference == 0 else { return nil }
        let seconds = content.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard Double(seconds) > now.timeIntervalSince1970 else { return nil }
        return content.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }

    private func mac(_ content: [UInt8]) -> [UInt8] {
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Array(secret.reveal().utf8)),
            info: Array("campanello listing link 1".utf8), outputByteCount: 32)
        return Array(HMAC<SHA256>.authenticationCode(for: content, using: key).prefix(Self.macLength))
    }
}
