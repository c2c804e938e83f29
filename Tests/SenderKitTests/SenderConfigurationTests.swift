import Contracts
import Notifications
import ServiceKit
import Testing

@testable import SenderKit

@Suite("A sender's settings")
struct SenderConfigurationTests {
    private static let base = [
        "DATABASE_URL": "postgresql://127.0.0.1/campanello", "AMQP_URL": "amqp://127.0.0.1/",
        "TELEGRAM_BOT_TOKEN": "test-token", "WHATSAPP_ENABLED": "true", "WHATSAPP_API_TOKEN": "test-token",
        "WHATSAPP_API_URL": "https://api.twilio.com/2010-04-01/Accounts/test-account/Messages.json",
        "WHATSAPP_PHONE_NUMBER_ID": "whatsapp:+14155238886",
    ]

    private static func load(
        _ channel: Channel, _ changes: [String: String?] = [:]
    ) throws -> SenderConfiguration? {
        var values = base
        for (name, value) in changes { values[name] = value }
        return try SenderConfiguration(Settings(values: values), channel: channel, owner: "one")
    }

    @Test("have the defaults that the design states")
    func defaults() throws {
        let telegram = try #require(try Self.load(.telegram))
        #expect(telegram.sender.rate == 25)
        #expect(telegram.sender.claims.groupInterval == .seconds(3))
        #expect(telegram.sender.claims.recipientInterval == .seconds(1))
        #expect(telegram.sender.prefetch == 200 && telegram.sender.concurrency == 100)
        #expect(telegram.sender.claims.lease == .seconds(60) && telegram.requestTimeout == .seconds(30))
        #expect(telegram.sender.accountURL == nil)
        let whatsApp = try #require(try Self.load(.whatsapp))
        #expect(whatsApp.sender.rate == 70)
        #expect(whatsApp.sender.claims.recipientInterval == .seconds(6))
        #expect(whatsApp.sender.claims.groupInterval == .zero && whatsApp.sender.routing == .failover)
        #expect(whatsApp.numbers[0].kind == .twilio && !whatsApp.numbers[0].provider.hasReceipts)
    }

    @Test("several numbers, each with its provider, templates and receipts")
    func numbers() throws {
        let loaded = try #require(
            try Self.load(
                .whatsapp,
                [
                    "WHATSAPP_2_API_URL": "https://graph.facebook.com/v26.0", "WHATSAPP_2_API_TOKEN": "test-token",
                    "WHATSAPP_2_PHONE_NUMBER_ID": "number-2", "WHATSAPP_2_TEMPLATE_IT": "new_listings",
                    "WHATSAPP_ROUTING": "spread",
                ]))
        #expect(loaded.numbers.map(\.name) == ["whatsapp-1 (twilio)", "whatsapp-2 (meta)"])
        #expect(loaded.numbers.map(\.templates.count) == [0, 1])
        #expect(loaded.sender.routing == .spread)
    }

    @Test("nothing where the channel is off")
    func off() throws {
        #expect(try Self.load(.telegram, ["TELEGRAM_BOT_TOKEN": nil]) == nil)
        #expect(try Self.load(.telegram, ["TELEGRAM_ENABLED": "false"]) == nil)
        #expect(try Self.load(.whatsapp, ["WHATSAPP_ENABLED": nil]) == nil)
    }

    @Test(
        "a missing or wrong one is named",
        arguments: [
            (Channel.telegram, "TELEGRAM_BOT_TOKEN", ["TELEGRAM_BOT_TOKEN": nil, "TELEGRAM_ENABLED": "true"]),
            (.whatsapp, "WHATSAPP_API_URL", ["WHATSAPP_API_URL": nil]),
            (.whatsapp, "WHATSAPP_API_URL", ["WHATSAPP_API_URL": "http://graph.example/v26.0"]),
            (.whatsapp, "WHATSAPP_API_TOKEN", ["WHATSAPP_API_TOKEN": nil]),
            (.whatsapp, "WHATSAPP_PHONE_NUMBER_ID", ["WHATSAPP_PHONE_NUMBER_ID": nil]),
            (.whatsapp, "WHATSAPP_BUSINESS_ACCOUNT_ID", ["WHATSAPP_API_URL": "https://api.twilio.com"]),
            (.whatsapp, "WHATSAPP_API_URL", ["WHATSAPP_API_URL": "https://waba.360dialog.io"]),
            (.whatsapp, "WHATSAPP_API_URL", ["WHATSAPP_API_URL": "https://eu1.chat-api.com/instance1"]),
            (.whatsapp, "WHATSAPP_API_URL", ["WHATSAPP_API_URL": "https://api.bird.com"]),
            (.whatsapp, "WHATSAPP_TEMPLATE_RU", ["WHATSAPP_TEMPLATE_RU": "new_listings"]),
            (.whatsapp, "WHATSAPP_PROVIDER", ["WHATSAPP_PROVIDER": "telegram"]),
            (.whatsapp, "WHATSAPP_2_API_TOKEN", ["WHATSAPP_2_API_URL": "https://graph.facebook.com/v26.0"]),
            (.whatsapp, "WHATSAPP_ROUTING", ["WHATSAPP_ROUTING": "random"]),
            (.telegram, "TELEGRAM_GROUP_PER_MINUTE", ["TELEGRAM_GROUP_PER_MINUTE": "many"]),
            (.telegram, "IN_DOUBT", ["IN_DOUBT": "maybe"]), (.telegram, "TELEGRAM_RATE", ["TELEGRAM_RATE": "-1"]),
            (.telegram, "DATABASE_URL", ["DATABASE_URL": nil]), (.telegram, "PREFETCH", ["PREFETCH": "0"]),
        ] as [(Channel, String, [String: String?])])
    func faults(_ channel: Channel, _ name: String, _ changes: [String: String?]) throws {
        let error = try #require(throws: SettingError.self) { _ = try Self.load(channel, changes) }
        #expect(error.variable == name)
        #expect(!error.description.contains("test-token"))
    }

    @Test("Twilio reports to a public address, or to a sandbox's own machine")
    func callbacks() throws {
        #expect(
            try Self.load(.whatsapp, ["PUBLIC_URL": "https://campanello.example"])?.numbers[0].provider.hasReceipts
                == true)
        #expect(
            try Self.load(.whatsapp, ["PUBLIC_URL": "http://campanello.example"])?.numbers[0].provider.hasReceipts
                == false)
        let sandbox = "http://127.0.0.1:8025/twilio/2010-04-01/Accounts/test/Messages.json"
        #expect(try Self.load(.whatsapp, ["WHATSAPP_API_URL": sandbox])?.numbers[0].provider.hasReceipts == true)
    }

    @Test("a retry scale shortens the lease and, with it, the request's time, down to 5 s")
    func scale() throws {
        let scaled = try #require(try Self.load(.telegram, ["RETRY_SCALE": "0.02"]))
        #expect(scaled.sender.claims.lease == .seconds(5))
        #expect(scaled.requestTimeout == .milliseconds(2_500))
    }
}
