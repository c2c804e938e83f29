import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import Gateway

@Suite("Proving an address on the page")
struct LinkInvitationTests {
    static let whatsapp = #"""
        {"success": true, "phone_number": "+390212345678", "enabled": false, "verification": {
            "join": {"text": "join two-words", "url": null}, "url": "https://wa.me/14155238886?text=Campanello%2012345678",
            "code": "12345678", "text": "Campanello 12345678", "expires_at": "2026-11-21T10:15:00Z"}}
        """#
    static let telegram = #"""
        {"success": true, "url": "https://t.me/campanello_test_bot?start=abc", "expires_at": "2026-11-21T10:15:00Z",
            "chat_id": null, "enabled": false}
        """#

    @Test(
        "both channels' links are shown with a button, a QR code, the message and until when",
        arguments: Language.allCases)
    func page(language: Language) async throws {
        let pages = try AccountPages(appName: "Campanello")
        for (text, link) in [
            (Self.whatsapp, "https://wa.me/14155238886?text"), (Self.telegram, "https://t.me/campanello"),
        ] {
            let proof = try #require(LinkInvitation(JSONValue.parse(Array(text.utf8))))
            let name = text == Self.whatsapp ? "whatsapp" : "telegram"
            let values = proof.values(name, pages.words, language, zone: .gmt)
            let response = try pages.html("proof", pages.common(language).merging(values) { $1 }, status: .ok)
            let writer = CollectingWriter()
            try await response.body.write(writer)
            let html = String(decoding: writer.bytes, as: UTF8.self)
            #expect(html.contains("href=\"\(link)") && html.contains("<svg") && html.contains("21.11.2026 10:15"))
            #expect(html.contains("Campanello 12345678") == (name == "whatsapp"))
            #expect(html.contains("join two-words") == (name == "whatsapp"))
            #expect(html.contains("data-poll=\"/account/channels/\(name)/state\""))
            #expect(html.firstMatch(of: /\[[a-z_]+\]/) == nil)
        }
    }

    @Test("an answer that asks for nothing is no proof, and only https is a link")
    func none() throws {
        for text in [
            #"{"success": true, "enabled": true, "verification": null}"#, #"{"url": "javascript:alert(1)"}"#, "{}",
        ] { #expect(LinkInvitation(try JSONValue.parse(Array(text.utf8))) == nil) }
    }
}
