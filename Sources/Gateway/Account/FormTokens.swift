import Crypto
import Foundation
import ServiceKit

/// The tokens in the forms of the pages. A token belongs to one browser's cookie: another site can make the browser
/// send its cookie, but cannot know the token.
struct FormTokens: Sendable {
    let secret: Secret

    /// 256 random bits, for a visitor who has no session yet.
    static func visitor() -> String {
        encoded(SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) })
    }

    func token(for cookie: String) -> String {
        Self.encoded(Data(HMAC<SHA256>.authenticationCode(for: Data(cookie.utf8), using: key)))
    }

    func isRight(_ token: String, for cookie: String) -> Bool {
        ConstantTime.equal(token, self.token(for: cookie))
    }

    private var key: SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Data(secret.reveal().utf8)), info: Data("campanello form token".utf8),
            outputByteCount: 32)
    }

    private static func encoded(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
