import Crypto
import Foundation
import ServiceKit

/// Makes the codes for new passwords and knows them again. What is stored of a code is an HMAC by a key of its own,
/// derived from `JWT_SECRET`: eight digits are too few to be hashed without one.
struct ResetCodes: Sendable {
    static let digits = 8

    let secret: Secret

    func make(userID: Int64) -> (code: String, hash: String) {
        let code = (0..<Self.digits).map { _ in String(Int.random(in: 0...9)) }.joined()
        return (code, hash(code, userID: userID))
    }

    func isRight(_ code: String, userID: Int64, hash: String) -> Bool {
        ConstantTime.equal(self.hash(code, userID: userID), hash)
    }

    private func hash(_ code: String, userID: Int64) -> String {
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Data(secret.reveal().utf8)),
            info: Data("campanello password reset".utf8), outputByteCount: 32)
        return HMAC<SHA256>.authenticationCode(for: Data("\(userID):\(code)".utf8), using: key)
            .map { String(format: "%02x", $0) }.joined()
    }
}
