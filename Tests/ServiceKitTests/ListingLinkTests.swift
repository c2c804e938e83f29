import Foundation
import ServiceKit
import Testing

@Suite("Links to a message's listings")
struct ListingLinkTests {
    private let link = ListingLink(
        secret: Secret("q9VtZr2mXk7LwY4bHs8NcJf3PdGe6TuA"), publicURL: "https://homes.example")
    private let id = UUID()
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test("a link leads back to its notification until it expires")
    func roundTrip() throws {
        let url = link.url(notification: id, expires: now.addingTimeInterval(60))
        let token = try #require(url.split(separator: "/").last.map(String.init))
        #expect(url == "https://homes.example/n/\(token)")
        #expect(token.count == 48)
        #expect(link.verify(token: token, now: now) == id)
        #expect(link.verify(token: token, now: now.addingTimeInterval(61)) == nil)
    }

    @Test("a token of which any one character was changed is refused")
    func changed() {
        let token = link.token(notification: id, expires: now.addingTimeInterval(60))
        for index in token.indices {
            var changed = token
            changed.replaceSubrange(index...index, with: token[index] == "A" ? "B" : "A")
            #expect(link.verify(token: changed, now: now) == nil)
        }
    }

    @Test("garbage, other secrets and longer tokens are refused")
    func refused() {
        let token = link.token(notification: id, expires: now.addingTimeInterval(60))
        let other = ListingLink(secret: Secret("another-secret-of-thirty-two-bytes"), publicURL: "")
        #expect(other.verify(token: token, now: now) == nil)
        for garbage in [
            "", "x", "../../etc/passwd", token + "AAAA", token + "=", String(token.dropLast(4)), "ё" + token,
        ] {
            #expect(link.verify(token: garbage, now: now) == nil)
        }
    }

    @Test("base64url takes back exactly what it gives", arguments: 0...33)
    func base64URL(length: Int) {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 37 + 250) }
        let text = Base64URL.encode(bytes)
        #expect(Base64URL.decode(text) == bytes)
        #expect(!text.contains(where: { "+/=".contains($0) }))
    }
}
