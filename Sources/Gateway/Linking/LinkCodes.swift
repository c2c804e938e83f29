import Crypto
import Foundation
import ServiceKit

/// Makes the codes that prove addresses, and their keyed hashes. The key is derived from `JWT_SECRET`.
struct LinkCodes: Sendable {
    /// Digits of a code that people may have to type.
    static let digits = 8

    let secret: Secret

    /// For Telegram's link: 192 random bits in the letters that a `start` parameter may have.
    func makeForLink() -> String {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<24).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        return Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    }

    /// For a message that people send: good for one number alone, and spoiled by a few wrong guesses.
    func makeForMessage() -> String {
        (0..<Self.digits).map { _ in String(Int.random(in: 0...9)) }.joined()
    }

    func telegram(_ code: String) -> String { hash("telegram:\(code)") }

    func whatsapp(_ code: String, address: String) -> String { hash("whatsapp:\(address):\(code)") }

    /// Of a code that was sent to the address: telling it proves that it was read there, and so does answering with it.
    /// It differs from that of a code that has to come from there: such a one was shown to whoever asked for it, so
    /// telling it proves nothing.
    func sent(_ code: String, address: String) -> String { hash("sent:\(address):\(code)") }

    private func hash(_ text: String) -> String {
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Data(secret.reveal().utf8)), info: Data("campanello linking".utf8),
            outputByteCount: 32)
        return HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key)
            .map { String(format: "%02x", $0) }.joined()
    }

    /// The code in what somebody wrote: its only run of exactly eight digits.
    static func code(in text: String) -> String? {
        guard text.utf8.count <= 200 else { return nil }
        let runs = text.split { !("0"..."9").contains($0) }.filter { $0.utf8.count == digits }
        return runs.count == 1 ? runs.first.map(String.init) : nil
    }
}
