import Crypto
import Foundation
import ServiceKit

/// What the operator's page keeps in its cookie instead of the token: a time, signed. Another token ends it.
struct OperatorSession: Sendable {
    static let cookie = "campanello_operator"
    static let lifetime: TimeInterval = 12 * 3600

    let token: Secret
    let key: Secret

    /// `<seconds since 1970>.<signature>`.
    func value(now: Date = Date()) -> String {
        let end = String(Int(now.addingTimeInterval(Self.lifetime).timeIntervalSince1970))
        return "\(end).\(signature(end))"
    }

    func isValid(_ value: String, now: Date = Date()) -> Bool {
        let parts = value.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, ConstantTime.equal(parts[1], signature(parts[0])), let end = Double(parts[0]) else {
            return false
        }
        return now.timeIntervalSince1970 < end
    }

    private func signature(_ end: String) -> String {
        let key = SymmetricKey(data: Data("operator's session\n\(key.reveal())\n\(token.reveal())".utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Data(end.utf8), using: key)
        return code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
