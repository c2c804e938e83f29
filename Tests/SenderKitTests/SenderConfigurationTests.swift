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
        #expect(telegram.sender.claims.groupInterval == .milliseconds(3_150))
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

    private static func settings(_ changes: [String: String?]) -> Settings {
        var values = base
        for (name, value) in changes { values[name] = value }
        return Settings(values: values)
    }

    @Test(
        "every provider is built from its address",
        arguments: [
            ("https://graph.facebook.com/v26.0", ProviderKind.meta), ("https://waba-v2.360dialog.io", .dialog360),
            ("https://conversations.messagebird.com/v1", .messageBird),
            ("https://api.bird.com/workspaces/w", .birdChannels), ("https://eu1.platform.bird.com", .bird),
            ("https://api.1msg.io/test-instance", .chatAPI), ("https://proxy.example/v26.0", .meta),
        ])
    func providers(_ url: String, _ kind: ProviderKind) throws {
        let settings = Self.settings(["WHATSAPP_API_URL": url])
        let account = try #require(try ProviderSettings(settings, channel: .whatsapp))
        #expect(account.kind == kind && account.name == "whatsapp-1 (\(kind.rawValue))" && account.templates.isEmpty)
        let named = Self.settings([
            "WHATSAPP_API_URL": "https://proxy.example/workspaces/w", "WHATSAPP_PROVIDER": kind.rawValue,
        ])
        #expect(try ProviderSettings(named, channel: .whatsapp)?.kind == kind)
    }

    @Test("a second number has settings of its own, told by their number")
    func furtherNumbers() throws {
        let second: [String: String?] = [
            "WHATSAPP_2_API_URL": "https://graph.facebook.com/v26.0", "WHATSAPP_2_API_TOKEN": "test-token",
            "WHATSAPP_2_PHONE_NUMBER_ID": "1234", "WHATSAPP_2_TEMPLATE_IT": "new_listings:it",
            "PUBLIC_URL": "https://campanello.example",
        ]
        let all = try ProviderSettings.all(Self.settings(second), channel: .whatsapp)
        #expect(all.map(\.name) == ["whatsapp-1 (twilio)", "whatsapp-2 (meta)"])
        #expect(all[1].templates == ["it": .named("new_listings", language: "it")] && all[0].templates.isEmpty)
        #expect(try ProviderSettings.all(Self.settings([:]), channel: .whatsapp).count == 1)
        #expect(try ProviderSettings.all(Self.settings([:]), channel: .telegram).map(\.name) == ["telegram"])
        #expect(try ProviderSettings.all(Self.settings(["WHATSAPP_ENABLED": "false"]), channel: .whatsapp).isEmpty)
    }

    @Test(
        "a fault of another number names its own setting",
        arguments: [
            ("WHATSAPP_2_API_TOKEN", ["WHATSAPP_2_API_URL": "https://graph.facebook.com/v26.0"]),
            ("WHATSAPP_2_API_URL", ["WHATSAPP_2_API_TOKEN": "test-token"]),
            (
                "WHATSAPP_2_API_URL",
                [
                    "WHATSAPP_3_API_URL": "https://waba-v2.360dialog.io", "WHATSAPP_3_API_TOKEN": "test-token",
                ]
            ),
            (
                "WHATSAPP_2_TEMPLATE_EN",
                [
                    "WHATSAPP_2_API_URL": "https://waba-v2.360dialog.io", "WHATSAPP_2_API_TOKEN": "test-token",
                    "WHATSAPP_2_TEMPLATE_EN": "New Listings",
                ]
            ),
        ])
    func faultsOfNumbers(_ name: String, _ changes: [String: String]) throws {
        let settings = Self.settings(changes.mapValues { Optional($0) })
        let error = try #require(throws: SettingError.self) {
            _ = try ProviderSettings.all(settings, channel: .whatsapp)
        }
        #expect(error.variable == name)
    }

    @Test("all faults of a number are told at once")
    func check() {
        let changes: [String: String?] = [
            "WHATSAPP_API_TOKEN": nil, "WHATSAPP_TEMPLATE_RU": "x", "WHATSAPP_PHONE_NUMBER_ID": nil,
        ]
        let found = ProviderSettings.check(Self.settings(changes), whatsAppNumber: 1)
        #expect(
            found.filter { $0.fault != nil }.map(\.name) == [
                "WHATSAPP_API_TOKEN", "WHATSAPP_PHONE_NUMBER_ID", "WHATSAPP_TEMPLATE_RU",
            ])
        #expect(ProviderSettings.check(Self.settings([:]), whatsAppNumber: 1).allSatisfy { $0.fault == nil })
        #expect(ProviderSettings.check(Self.settings([:]), whatsAppNumber: 2).isEmpty)
        let retired = Self.settings(["WHATSAPP_API_URL": "https://waba.360dialog.io"])
        let fault = ProviderSettings.check(retired, whatsAppNumber: 1).first?.fault
        #expect(fault?.description.contains("https://waba-v2.360dialog.io") == true)
        let unnamed = Self.settings(["WHATSAPP_API_URL": "https://api.twilio.com"])
        #expect(
            ProviderSettings.check(unnamed, whatsAppNumber: 1).last { $0.fault != nil }?.name
                == "WHATSAPP_BUSINESS_ACCOUNT_ID")
    }
}
