import Foundation
import Notifications
import Testing

@Suite("A business profile")
struct BusinessProfileTests {
    @Test("is read and changed where the provider has it")
    func requests() throws {
        let meta = try #require(ProviderBench.meta.businessProfile)
        #expect(
            meta.readRequest().url.hasPrefix("https://graph.facebook.com/v26.0/1234/whatsapp_business_profile?fields="))
        let dialog = try #require(ProviderBench.dialog360.businessProfile)
        let changes = BusinessProfile(about: "Дома \"в\" Италии", websites: ["https://a.example"])
        let request = dialog.changeRequest(changes)
        #expect(request.url == "https://waba-v2.360dialog.io/whatsapp_business_profile" && request.method == "POST")
        #expect(
            String(decoding: request.body ?? [], as: UTF8.self)
                == #"{"messaging_product":"whatsapp","about":"Дома \"в\" Италии","websites":["https://a.example"]}"#)
        #expect(try ProviderBench.twilio().businessProfile == nil && ProviderBench.bird.businessProfile == nil)
    }

    @Test("is read from the answer; a refusal is told as any other")
    func answers() throws {
        let endpoint = try #require(ProviderBench.meta.businessProfile)
        let answer = #"{"data":[{"about":"a","websites":["https://a.example"],"messaging_product":"whatsapp"}]}"#
        let profile = try endpoint.profile(in: ProviderBench.answer(200, answer))
        #expect(profile == BusinessProfile(about: "a", websites: ["https://a.example"]))
        #expect(try endpoint.profile(in: ProviderBench.answer(200, #"{"data":[]}"#)) == BusinessProfile())
        let refusal = try #require(throws: ProviderError.self) {
            try endpoint.check(ProviderBench.answer(400, #"{"error":{"code":190,"message":"m"}}"#))
        }
        #expect(refusal.errorClass == .configuration && refusal.code == "190")
        #expect(throws: ProviderError.self) { try endpoint.profile(in: ProviderBench.answer(200, "<html>")) }
    }

    @Test("that WhatsApp would refuse is told field by field")
    func faults() {
        let wrong = BusinessProfile(
            about: String(repeating: "x", count: 140), address: String(repeating: "x", count: 257),
            description: String(repeating: "x", count: 513), email: "a b", vertical: "SHOP",
            websites: ["javascript:alert(1)"])
        #expect(wrong.faults.count == 6)
        #expect(BusinessProfile(about: "").faults == ["about cannot be empty"])
        #expect(BusinessProfile(websites: Array(repeating: "https://a.example", count: 3)).faults.count == 1)
        #expect(BusinessProfile(about: "a", email: "a@b.example", vertical: "TRAVEL").faults.isEmpty)
    }
}
