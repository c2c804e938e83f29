import Crypto
import Foundation
import Notifications
import ServiceKit

/// Checks that a callback is from who it says it is, on the raw bytes and before anything is parsed. Comparisons take
/// the same time wherever two values differ.
enum WebhookSignature {
    /// - Parameter pathSecret: the segment behind the number in the address, where there is one.
    static func check(
        _ request: SignedRequest, for number: WebhookNumber, pathSecret: String?
    ) throws(WebhookRefusal) {
        switch number.provider {
        case .meta: try checkMeta(request, try key(number))
        case .dialog360: try check360dialog(request, number)
        case .twilio: try TwilioSignature.check(request, token: try key(number))
        case .messageBird: try MessageBirdToken.check(request, key: try key(number))
        case .birdChannels: try BirdSignature.checkChannels(request, key: try key(number))
        case .bird: try BirdSignature.checkStandard(request, secret: try key(number))
        case .chatAPI: try checkSecret(pathSecret ?? queryToken(request), number)
        case .telegram: throw .unconfigured
        }
    }

    private static func key(_ number: WebhookNumber) throws(WebhookRefusal) -> String {
        guard let secret = number.secret?.reveal(), !secret.isEmpty else { throw .unconfigured }
        return secret
    }

    /// `X-Hub-Signature-256: sha256=<hex>`.
    private static func checkMeta(_ request: SignedRequest, _ key: String) throws(WebhookRefusal) {
        guard let header = request.header("x-hub-signature-256"), header.hasPrefix("sha256=") else { throw .unsigned }
        guard let mac = Hexadecimal.decode(header.dropFirst("sha256=".count)) else { throw .wrongSignature }
        try check(mac, of: request.body, key)
    }

    /// Its own signature in either of two encodings, or the header that we asked it to send along.
    private static func check360dialog(_ request: SignedRequest, _ number: WebhookNumber) throws(WebhookRefusal) {
        if let secret = number.secret?.reveal(), let header = request.header("x-360dialog-signature") {
            let text = header.hasPrefix("sha256=") ? header.dropFirst("sha256=".count) : header[...]
            guard let mac = Hexadecimal.decode(text) ?? CanonicalBase64.decode(text) else {
                throw .wrongSignature
            }
            return try check(mac, of: request.body, secret)
        }
        guard number.verifyToken != nil else { throw number.secret == nil ? .unconfigured : .unsigned }
        try checkSecret(request.header(ownHeader), number)
    }

    /// The header in which 360dialog sends our own secret along, when it is told to.
    static let ownHeader = "x-webhook-secret"

    private static func checkSecret(_ given: String?, _ number: WebhookNumber) throws(WebhookRefusal) {
        guard let secret = number.verifyToken?.reveal(), !secret.isEmpty else { throw .unconfigured }
        guard let given else { throw .unsigned }
        guard ConstantTime.equal(given, secret) else { throw .wrongSignature }
    }

    private static func queryToken(_ request: SignedRequest) -> String? {
        request.query.flatMap { FormFields($0)?["token"] }
    }

    private static func check(_ mac: [UInt8], of body: [UInt8], _ key: String) throws(WebhookRefusal) {
        let key = SymmetricKey(data: Array(key.utf8))
        guard HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: body, using: key) else {
            throw .wrongSignature
        }
    }
}

/// Bytes as pairs of hexadecimal digits.
enum Hexadecimal {
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digit(digits[index]), let low = digit(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        bytes.reduce(into: "") { text, byte in
            if byte < 16 { text += "0" }
            text += String(byte, radix: 16)
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
