import Crypto
import Foundation
import HTTPTypes
import Notifications
import ServiceKit
import Testing

@testable import Gateway

@Suite("Signatures of callbacks")
struct SignatureTests {
    private static let now = Date(timeIntervalSince1970: 1_764_000_000)
    private static let body = Array(#"{"entry":[]}"#.utf8)

    static func number(
        _ provider: ProviderKind, secret: String? = nil, verifyToken: String? = nil
    ) throws -> WebhookNumber {
        var values = [
            "WHATSAPP_API_URL": "https://provider.invalid/v1", "WHATSAPP_PROVIDER": provider.rawValue,
            "WHATSAPP_PHONE_NUMBER_ID": "55",
        ]
        values["WHATSAPP_APP_SECRET"] = secret
        values["WHATSAPP_WEBHOOK_VERIFY_TOKEN"] = verifyToken
        return try #require(try WebhookNumber(Settings(values: values), number: 1, fallback: nil))
    }

    static func headers(_ fields: [String: String]) -> HTTPFields {
        var headers = HTTPFields()
        for (name, value) in fields { if let name = HTTPField.Name(name) { headers[name] = value } }
        return headers
    }

    private static func request(
        _ headers: [String: String], path: String = "/webhooks/whatsapp", body: [UInt8] = body,
        publicURL: String = "https://campanello.invalid"
    ) -> SignedRequest {
        SignedRequest(publicURL: publicURL, path: path, headers: Self.headers(headers), body: body, now: now)
    }

    private static func check(
        _ request: SignedRequest, _ number: WebhookNumber, pathSecret: String? = nil
    ) -> WebhookRefusal? {
        do throws(WebhookRefusal) {
            try WebhookSignature.check(request, for: number, pathSecret: pathSecret)
            return nil
        } catch {
            return error
        }
    }

    static func mac(_ key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: key)))
    }

    @Test("Twilio's own example is accepted, with any one character changed it is not")
    func twilioExample() throws {
        let form = "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212"
        let number = try Self.number(.twilio, secret: "12345")
        func verdict(
            _ form: String, path: String = "/myapp.php?foo=1&bar=2", signature: String = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
        )
            -> WebhookRefusal?
        {
            Self.check(
                Self.request(
                    ["X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"], path: path,
                    body: Array(form.utf8), publicURL: "https://mycompany.com"), number)
        }
        #expect(verdict(form) == nil)
        #expect(verdict("To=%2B18005551212&" + form) == nil)
        #expect(verdict(form.replacing("1234&F", with: "1235&F")) == .wrongSignature)
        #expect(verdict(form, path: "/myapp.php?foo=1&bar=3") == .wrongSignature)
        #expect(verdict(form, signature: "RSOYDt4T1cUTdK1PDd93/VVr8B9=") == .wrongSignature)
        #expect(verdict(form, signature: "no base64!") == .wrongSignature)
    }

    @Test("Twilio's addresses count with and without the scheme's own port")
    func ports() {
        #expect(
            TwilioSignature.addresses("https://a.example/x?y=1") == [
                "https://a.example/x?y=1", "https://a.example:443/x?y=1",
            ])
        #expect(
            TwilioSignature.addresses("https://a.example:443/x") == ["https://a.example:443/x", "https://a.example/x"])
        #expect(TwilioSignature.addresses("http://a.example/") == ["http://a.example/", "http://a.example:80/"])
        #expect(TwilioSignature.addresses("http://a.example:8000/") == ["http://a.example:8000/"])
    }

    @Test("Twilio's JSON bodies are signed through their digest in the query")
    func twilioJSON() throws {
        let digest = Hexadecimal.encode(SHA256.hash(data: Self.body))
        let path = "/webhooks/whatsapp?bodySHA256=\(digest)"
        let url = "https://campanello.invalid" + path
        let mac = HMAC<Insecure.SHA1>.authenticationCode(
            for: Array(url.utf8), using: SymmetricKey(data: Array("12345".utf8)))
        let fields = ["X-Twilio-Signature": Data(mac).base64EncodedString(), "Content-Type": "application/json"]
        let number = try Self.number(.twilio, secret: "12345")
        #expect(Self.check(Self.request(fields, path: path), number) == nil)
        #expect(Self.check(Self.request(fields, path: path, body: Self.body + [0x20]), number) == .wrongSignature)
    }

    @Test("Meta's signature is of the raw body", arguments: [ProviderKind.meta, .dialog360])
    func meta(_ provider: ProviderKind) throws {
        let mac = Self.mac(Array("secret".utf8), Self.body)
        let number = try Self.number(provider, secret: "secret")
        let name = provider == .meta ? "X-Hub-Signature-256" : "x-360dialog-signature"
        let good = [name: (provider == .meta ? "sha256=" : "") + Hexadecimal.encode(mac)]
        #expect(Self.check(Self.request(good), number) == nil)
        for index in Self.body.indices {
            var changed = Self.body
            changed[index] ^= 1
            #expect(Self.check(Self.request(good, body: changed), number) == .wrongSignature)
        }
        #expect(Self.check(Self.request([:]), number) == .unsigned)
        #expect(Self.check(Self.request(good), try Self.number(provider)) == .unconfigured)
        #expect(Self.check(Self.request(good), try Self.number(provider, secret: "other")) == .wrongSignature)
        if provider == .dialog360 {
            let base64 = [name: Data(mac).base64EncodedString()]
            #expect(Self.check(Self.request(base64), number) == nil)
            let own = try Self.number(provider, verifyToken: "ours")
            #expect(Self.check(Self.request(["X-Webhook-Secret": "ours"]), own) == nil)
            #expect(Self.check(Self.request(["X-Webhook-Secret": "theirs"]), own) == .wrongSignature)
            #expect(Self.check(Self.request([:]), own) == .unsigned)
        }
    }

    @Test("MessageBird's token is of its algorithm, issuer, times, address and body")
    func messageBird() throws {
        let number = try Self.number(.messageBird, secret: "secret")
        let url = Hexadecimal.encode(SHA256.hash(data: Array("https://campanello.invalid/webhooks/whatsapp".utf8)))
        let payload = Hexadecimal.encode(SHA256.hash(data: Self.body))
        func verdict(
            alg: String = "HS256", iss: String = "MessageBird", nbf: Double = 0, exp: Double = 60, jti: String = "1",
            url: String = url, payload: String? = payload, body: [UInt8] = Self.body
        ) -> WebhookRefusal? {
            let hash = payload.map { #","payload_hash":"\#($0)""# } ?? ""
            let claims =
                #"{"iss":"\#(iss)","nbf":\#(1_764_000_000 + nbf),"exp":\#(1_764_000_000 + exp),"jti":"\#(jti)","url_hash":"\#(url)"\#(hash)}"#
            let signed =
                "\(Self.base64URL(Array(#"{"alg":"\#(alg)","typ":"JWT"}"#.utf8))).\(Self.base64URL(Array(claims.utf8)))"
            let key = SymmetricKey(data: Array("secret".utf8))
            let mac: [UInt8] =
                switch alg {
                case "HS384": Array(HMAC<SHA384>.authenticationCode(for: Array(signed.utf8), using: key))
                case "HS512": Array(HMAC<SHA512>.authenticationCode(for: Array(signed.utf8), using: key))
                case "none": []
                default: Array(HMAC<SHA256>.authenticationCode(for: Array(signed.utf8), using: key))
                }
            let token = "\(signed).\(Self.base64URL(mac))"
            return Self.check(Self.request(["MessageBird-Signature-JWT": token], body: body), number)
        }
        for alg in ["HS256", "HS384", "HS512"] { #expect(verdict(alg: alg) == nil) }
        #expect(verdict(alg: "none") == .wrongSignature && verdict(alg: "RS256") == .wrongSignature)
        #expect(verdict(iss: "Somebody") == .wrongSignature && verdict(jti: "") == .wrongSignature)
        #expect(verdict(nbf: 5) == .stale && verdict(nbf: -60, exp: -5) == .stale && verdict(nbf: 1, exp: -1) == nil)
        #expect(verdict(url: payload) == .wrongSignature && verdict(payload: url) == .wrongSignature)
        #expect(verdict(payload: nil) == .wrongSignature && verdict(body: []) == .wrongSignature)
        #expect(verdict(payload: nil, body: []) == nil)
    }

    private static func base64URL(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    @Test("Bird's channels sign time, address and digest; an old signature is refused")
    func birdChannels() throws {
        let number = try Self.number(.birdChannels, secret: "secret")
        func verdict(time: Int = 1_764_000_000, body: [UInt8] = Self.body) -> WebhookRefusal? {
            let signed =
                Array("\(time)\nhttps://campanello.invalid/webhooks/whatsapp\n".utf8)
                + Array(SHA256.hash(data: Self.body))
            return Self.check(
                Self.request(
                    [
                        "MessageBird-Signature": Data(Self.mac(Array("secret".utf8), signed)).base64EncodedString(),
                        "MessageBird-Request-Timestamp": "\(time)",
                    ], body: body), number)
        }
        #expect(verdict() == nil && verdict(body: [0x7B]) == .wrongSignature)
        #expect(verdict(time: 1_764_000_000 - 301) == .stale && verdict(time: 1_764_000_000 + 301) == .stale)
    }

    @Test("Bird's new API keeps to Standard Webhooks: any signature of several, 300 seconds")
    func birdStandard() throws {
        let key = Array("0123456789abcdef".utf8)
        let number = try Self.number(.bird, secret: "whsec_" + Data(key).base64EncodedString())
        func verdict(time: Int = 1_764_000_000, id: String = "msg_1", other: String = "msg_1") -> WebhookRefusal? {
            let mac = Self.mac(key, Array("\(id).\(time).".utf8) + Self.body)
            return Self.check(
                Self.request([
                    "webhook-id": other, "webhook-timestamp": "\(time)",
                    "webhook-signature": "v1,AAAA v1,\(Data(mac).base64EncodedString())",
                ]), number)
        }
        #expect(verdict() == nil && verdict(other: "msg_2") == .wrongSignature)
        #expect(verdict(time: 1_764_000_000 - 300) == nil && verdict(time: 1_764_000_000 - 301) == .stale)
    }

    @Test("ChatAPI signs nothing: a secret in the path or the query does")
    func chatAPI() throws {
        let number = try Self.number(.chatAPI, verifyToken: "ours")
        #expect(Self.check(Self.request([:]), number, pathSecret: "ours") == nil)
        #expect(Self.check(Self.request([:], path: "/webhooks/whatsapp?token=ours"), number) == nil)
        #expect(Self.check(Self.request([:], path: "/webhooks/whatsapp?token=our"), number) == .wrongSignature)
        #expect(Self.check(Self.request([:]), number) == .unsigned)
        #expect(Self.check(Self.request([:]), try Self.number(.chatAPI), pathSecret: "") == .unconfigured)
    }

    @Test("addresses are compared as networks, behind trusted proxies alone by what they forward")
    func addresses() throws {
        let network = try #require(AddressRange("198.51.100.0/24"))
        #expect(network.contains("198.51.100.7") && network.contains("::ffff:198.51.100.7"))
        #expect(!network.contains("198.51.101.7") && !network.contains("2001:db8::1") && !network.contains("x"))
        #expect(AddressRange("2001:db8::/32")?.contains("2001:db8:1::5") == true)
        #expect(AddressRange("198.51.100.0/33") == nil && AddressRange("example.org") == nil)
        let proxies = [try #require(AddressRange("127.0.0.1"))]
        #expect(ClientAddress.of(peer: "192.0.2.1", forwarded: "198.51.100.7", proxies: proxies) == "192.0.2.1")
        #expect(
            ClientAddress.of(peer: "127.0.0.1", forwarded: "203.0.113.9, 198.51.100.7", proxies: proxies)
                == "198.51.100.7")
        #expect(ClientAddress.of(peer: "127.0.0.1", forwarded: nil, proxies: proxies) == "127.0.0.1")
    }
}
