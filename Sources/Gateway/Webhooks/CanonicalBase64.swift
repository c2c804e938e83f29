import Foundation

/// Base64 of which no character can be changed without changing the bytes: unused bits must be zero.
enum CanonicalBase64 {
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        guard let data = Data(base64Encoded: String(text)), data.base64EncodedString() == text else { return nil }
        return Array(data)
    }

    /// The same in the alphabet of addresses, without padding, as tokens have it.
    static func decodeURL(_ text: Substring) -> [UInt8]? {
        let base64 = String(text).replacing("-", with: "+").replacing("_", with: "/")
        return decode(base64 + String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4))
    }
}
