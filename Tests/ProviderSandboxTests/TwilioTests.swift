import Testing

@testable import ProviderSandbox

@Suite("The sandbox as Twilio")
struct TwilioTests {
    private let client = SandboxClient()
    private let right = [
        ("To", "whatsapp:+390212345678"), ("From", "whatsapp:+14155238886"), ("Body", "*Ciao* & più + 100%"),
        ("StatusCallback", "https://homes.example/webhooks/whatsapp?delivery=1"),
    ]

    @Test("a right message is queued and kept as it was written")
    func accepted() async throws {
        let answer = try await client.twilio(right)
        #expect(answer.status == 201)
        #expect(answer.json["status"] as? String == "queued")
        let sid = try #require(answer.json["sid"] as? String)
        #expect(sid.hasPrefix("SM") && sid.count == 34)
        let kept = try #require(client.sandbox.messages.page(.init()).messages.first)
        #expect(kept.text == "*Ciao* & più + 100%")
        #expect(kept.recipient == "+390212345678")
        #expect(kept.sender == "+14155238886")
        #expect(kept.providerMessageID == sid)
        #expect(kept.callbackURL == "https://homes.example/webhooks/whatsapp?delivery=1")
    }

    @Test(
        "a wrong field is refused with Twilio's own code",
        arguments: [
            ("To", "", 21604), ("To", "whatsapp:0212345678", 21211), ("To", "+390212345678", 21910),
            ("From", "", 21603), ("From", "whatsapp:12", 21212), ("From", "whatsapp:+390212345678", 63031),
            ("Body", "", 21602), ("Body", String(repeating: "ж", count: 1601), 21617),
            ("Body", String(repeating: "😀", count: 801), 21617), ("MediaUrl", "ftp://x/y.jpg", 21620),
            ("ContentSid", "HX1", 21655),
        ])
    func refused(field: String, value: String, code: Int) async throws {
        let answer = try await client.twilio(right.filter { $0.0 != field } + [(field, value)])
        #expect(answer.status == 400)
        #expect(answer.json["code"] as? Int == code)
        #expect(client.sandbox.messages.page(.init()).total == 0)
    }

    @Test("1,600 characters are taken, and a picture makes the body its caption")
    func limits() async throws {
        let body = String(repeating: "ж", count: 1600)
        let fields = right.filter { $0.0 != "Body" } + [("Body", body), ("MediaUrl", "https://homes.example/1.jpg")]
        #expect(try await client.twilio(fields).status == 201)
        #expect(client.sandbox.messages.page(.init()).messages.first?.kind == .image)
        #expect(
            try await client.twilio(fields + [("MediaUrl", "https://homes.example/2.jpg")]).json["code"] as? Int
                == 21623)
    }

    @Test("the wrong token, and an account that is not the token's, are not let in")
    func authentication() async throws {
        var configuration = SandboxConfiguration()
        configuration.tokens[.twilio] = ["test-token"]
        let client = SandboxClient(configuration)
        #expect(try await client.twilio(right).status == 201)
        let answer = try await client.twilio(right, token: "wrong")
        #expect(answer.status == 401)
        #expect(answer.json["code"] as? Int == 20003)
        #expect(try await client.get("/twilio/2010-04-01/Accounts/\(SandboxClient.account).json").status == 401)
    }

    @Test("the eighty-first message of a second is refused")
    func rateLimit() async throws {
        let began = ContinuousClock.now
        for _ in 1...80 { #expect(try await client.twilio(right).status == 201) }
        let answer = try await client.twilio(right)
        // All of them may have taken longer than a second on a busy machine.
        let isWithinSecond = ContinuousClock.now - began < .seconds(1)
        let figures = try #require(client.sandbox.limits.figures()["whatsapp"])
        #expect(answer.status == 429 || !isWithinSecond)
        #expect(answer.status == 201 || answer.json["code"] as? Int == 20429)
        #expect(figures.peak <= 80)
    }
}
