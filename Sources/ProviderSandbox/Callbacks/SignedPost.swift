import Foundation

/// A callback as it goes out: signed, to one address.
struct SignedPost: Sendable {
    let url: String
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    /// A form, signed as Twilio signs: status callbacks and inbound messages alike.
    static func twilio(url: String, fields: [(String, String)], token: String) -> SignedPost {
        SignedPost(
            url: url,
            headers: [
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("X-Twilio-Signature", CallbackSignature.twilio(url: url, fields: fields, token: token)),
            ],
            body: Array(fields.map { "\(escaped($0.0))=\(escaped($0.1))" }.joined(separator: "&").utf8))
    }

    /// JSON, signed as Meta signs where a secret is known.
    static func meta(url: String, json: JSON, secret: String?) -> SignedPost {
        let body = Array(json.text.utf8)
        var headers = [(name: "Content-Type", value: "application/json")]
        if let secret {
            headers.append((name: "X-Hub-Signature-256", value: CallbackSignature.meta(body: body, secret: secret)))
        }
        return SignedPost(url: url, headers: headers, body: body)
    }

    private static let plain = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }
}
