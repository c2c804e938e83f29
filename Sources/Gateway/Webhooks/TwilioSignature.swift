import Crypto
import Foundation
import Notifications

/// `X-Twilio-Signature`: a MAC of the address as it was configured and of the form's fields.
enum TwilioSignature {
    static func check(_ request: SignedRequest, token: String) throws(WebhookRefusal) {
        guard let header = request.header("x-twilio-signature") else { throw .unsigned }
        guard let mac = CanonicalBase64.decode(header) else { throw .wrongSignature }
        let isJSON = request.header("content-type").map { $0.lowercased().contains("json") } ?? false
        if isJSON { try checkBody(request) }
        guard let form = isJSON ? FormFields("") : FormFields(request.body) else { throw .wrongSignature }
        let key = SymmetricKey(data: Array(token.utf8))
        let fields = joined(form)
        for url in addresses(request.url)
        where HMAC<Insecure.SHA1>.isValidAuthenticationCode(
            mac, authenticating: Array((url + fields).utf8), using: key)
        {
            return
        }
        throw .wrongSignature
    }

    /// A JSON body has no fields: its digest is in the query, which is signed.
    private static func checkBody(_ request: SignedRequest) throws(WebhookRefusal) {
        guard let stated = request.query.flatMap({ FormFields($0)?["bodySHA256"] }) else { throw .unsigned }
        let digest = Hexadecimal.encode(SHA256.hash(data: request.body))
        guard ConstantTime.equal(stated.lowercased(), digest) else { throw .wrongSignature }
    }

    /// Names in the order of their bytes, each with its value; of a repeated name every value once, in order.
    static func joined(_ form: FormFields) -> String {
        var values: [String: Set<String>] = [:]
        for field in form.fields { values[field.name, default: []].insert(field.value) }
        return values.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }.map { name, all in
            all.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }.map { name + $0 }.joined()
        }.joined()
    }

    /// The address as it is, and with the scheme's own port put in or left out: Twilio is not consistent there.
    static func addresses(_ url: String) -> [String] {
        for (scheme, port) in [("https://", ":443"), ("http://", ":80")] where url.hasPrefix(scheme) {
            let rest = url.dropFirst(scheme.count)
            let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
            let (authority, tail) = (rest[..<end], rest[end...])
            let isBracketed = authority.hasSuffix("]")
            if authority.hasSuffix(port) { return [url, scheme + authority.dropLast(port.count) + tail] }
            if isBracketed || !authority.contains(":") { return [url, scheme + authority + port + tail] }
        }
        return [url]
    }
}
