import ArgumentParser
import Contracts
import Foundation
import Messaging
import ServiceKit
import Testing

@testable import Campanello

@Suite("The operator's tool")
struct CommandTests {
    @Test(
        "wrong use is told before anything is done",
        arguments: [
            ["queue"], ["dead-letters", "list", "--limit", "0"], ["user", "set-plan", "a@example.com", "gold"],
            ["user", "set-plan", "a@example.com", "premium", "--until", "tomorrow"], ["migrate", "--jsn"],
            ["user", "set-plan", "a@example.com", "premium", "--until", "2020-12-31"],
            ["user", "set-plan", "a@example.com", "premium", "--until", "2099-02-30"],
            ["user", "set-plan", "a@example.com", "premium", "--until", "2099-12-31 and so on"],
            ["user", "set-plan", "a@example.com", "free", "--until", "2099-12-31"], ["user", "show"],
            ["user", "show", "nobody"], ["user", "show", "a b@example.com"], ["user", "export", "0"],
            ["user", "reset-password", "@example.com"], ["user", "delete", "a@example.com"],
            ["whatsapp", "profile", "set"], ["whatsapp", "profile", "set", "--email", "nobody"],
            ["whatsapp", "profile", "show", "--number", "10"],
            ["pause", "%%"], ["pause", "--reason", "nothing named"], ["resume"], ["deliveries", "--status", "lost"],
            ["deliveries", "7"], ["deliveries", "--channel", "sms"], ["reconcile", "--resend", "--drop"],
            ["reconcile", "--force"], ["reconcile", "--drop", "--id", "7"], ["stats", "--hours", "0"],
            ["dead-letters", "replay", "--class", "passing"], ["dead-letters", "replay"],
            ["doctor", "--send-to", "nobody"], ["doctor", "--send-to", "+15005550006", "--offline"],
        ])
    func wrongUse(arguments: [String]) {
        #expect {
            _ = try App.parseAsRoot(arguments)
        } throws: {
            App.exitCode(for: $0) == .validationFailure
        }
    }

    @Test("what the broker did to a replay is told in words, with what to do")
    func brokerWords() {
        let line = CommandFailure.line(PublishError.connectionLost)
        #expect(line == "the broker: the connection was lost before it confirmed; nothing is lost: start it again")
        #expect(CommandFailure.line(PublishError.rejected("no exchange 'requeue'")).contains("no exchange 'requeue'"))
    }

    @Test("right use is understood")
    func rightUse() throws {
        let plan = try App.parseAsRoot([
            "user", "set-plan", "a@example.com", "premium", "--until", "2099-12-31", "--json",
        ])
        #expect((plan as? UserCommand.SetPlan)?.output.json == true)
        let apply = try App.parseAsRoot(["topology", "apply", "--no-users"])
        #expect((apply as? TopologyCommand.Apply)?.users == false)
    }

    @Test(
        "the virtual host is read from the broker's address",
        arguments: [
            ("amqp://a:b@h:5672/%2F", "/"), ("amqp://a:b@h:5672", "/"), ("amqp://a:b@h/", "/"),
            ("amqps://a:b@h/homes", "homes"), ("amqp://a:b@h/a%20b", "a b"),
        ])
    func virtualHost(url: String, name: String) {
        #expect(Broker.virtualHost(of: url) == name)
    }

    @Test("every setting is checked on its own, and no value is repeated")
    func settingsCheck() {
        let settings = Settings(values: [
            "DATABASE_URL": "mysql://secret", "JWT_SECRET": "short", "MAX_ATTEMPTS": "none", "WHATSAPP_ENABLED": "true",
            "WHATSAPP_API_URL": "https://graph.facebook.com/v23.0", "TELEGRAM_ENABLED": "true", "CATCH_UP_DAYS": "7",
        ])
        let findings = SettingsCheck(settings: settings).findings()
        let states = Dictionary(uniqueKeysWithValues: findings.map { ($0.setting, $0.state) })
        #expect(states["DATABASE_URL"] == .wrong)
        #expect(states["AMQP_URL"] == .wrong)
        #expect(states["JWT_SECRET"] == .wrong)
        #expect(states["MAX_ATTEMPTS"] == .wrong)
        #expect(states["CATCH_UP_DAYS"] == .right)
        #expect(states["DAILY_CAP"] == nil)
        #expect(states["WHATSAPP_API_URL"] == .right)
        #expect(states["WHATSAPP_API_TOKEN"] == .wrong)
        #expect(states["TELEGRAM_ENABLED"] == .wrong)
        #expect(findings.allSatisfy { !$0.remark.contains("mysql") && !$0.remark.contains("short:") })
    }

    @Test("every WhatsApp number is checked, and a retired host is named with its successor")
    func whatsAppNumbers() {
        let settings = Settings(values: [
            "WHATSAPP_ENABLED": "true", "WHATSAPP_API_URL": "https://waba-v2.360dialog.io",
            "WHATSAPP_API_TOKEN": "test-token", "WHATSAPP_2_API_URL": "https://eu1.chat-api.com/instance1",
            "WHATSAPP_2_API_TOKEN": "test-token", "WHATSAPP_TEMPLATE_IT": "new_listings",
        ])
        let findings = SettingsCheck(settings: settings).whatsapp()
        let states = Dictionary(uniqueKeysWithValues: findings.map { ($0.setting, $0.state) })
        #expect(states["WHATSAPP_API_URL"] == .right && states["WHATSAPP_2_API_URL"] == .wrong)
        #expect(states["WHATSAPP_TEMPLATE_IT"] == .right && states["WHATSAPP_TEMPLATE_RU"] == .notSet)
        #expect(findings.contains { $0.remark.contains("1msg.io") })
        #expect(findings.allSatisfy { !$0.remark.contains("test-token") })
    }

    @Test("templates for codes are checked like the others: each language, each number, and whether they can go at all")
    func codeTemplates() {
        let twilio = [
            "WHATSAPP_ENABLED": "true", "WHATSAPP_API_TOKEN": "test-token",
            "WHATSAPP_API_URL": "https://api.twilio.com/2010-04-01/Accounts/test-account/Messages.json",
            "WHATSAPP_PHONE_NUMBER_ID": "whatsapp:+14155238886",
        ]
        let right = "HX" + String(repeating: "0", count: 32)
        let wrong = Self.remarks(
            twilio.merging(["WHATSAPP_CODE_TEMPLATE_RU": "link_code", "WHATSAPP_CODE_TEMPLATE_IT": "HX1"]) { $1 })
        for name in ["WHATSAPP_CODE_TEMPLATE_RU", "WHATSAPP_CODE_TEMPLATE_IT"] {
            #expect(wrong[name]?.hasPrefix("wrong") == true && wrong[name]?.contains("ContentSid") == true, "\(name)")
        }
        let some = Self.remarks(twilio.merging(["WHATSAPP_CODE_TEMPLATE_EN": right]) { $1 })
        #expect(some["WHATSAPP_CODE_TEMPLATE_EN"] == "right ")
        #expect(some["WHATSAPP_CODE_TEMPLATE_IT"] == "not set people who read it get their code in en")
        #expect(Self.remarks(twilio)["WHATSAPP_CODE_TEMPLATE_IT"]?.contains("no codes are sent") == true)
        let second = [
            "WHATSAPP_2_API_URL": "https://graph.facebook.com/v23.0", "WHATSAPP_2_API_TOKEN": "test-token",
            "WHATSAPP_2_PHONE_NUMBER_ID": "55", "WHATSAPP_CODE_TEMPLATE_EN": right,
            "WHATSAPP_2_CODE_TEMPLATE_IT": "link_code",
        ]
        let both = Self.remarks(twilio.merging(second) { $1 })
        #expect(both["WHATSAPP_2_CODE_TEMPLATE_IT"] == "right ")
        #expect(both["WHATSAPP_2_CODE_TEMPLATE_EN"] == "not set codes in it cannot go by whatsapp-2 (meta)")
        #expect(both["WHATSAPP_CODE_TEMPLATE_IT"]?.contains("wrong is not set although WHATSAPP_2_") == true)
        let off = Self.remarks(["WHATSAPP_CODE_TEMPLATE_EN": right])
        #expect(off["WHATSAPP_CODE_TEMPLATE_EN"] == "right is of no use while WHATSAPP_ENABLED is not true")
        #expect(
            Self.remarks(["WHATSAPP_ENABLED": "true", "WHATSAPP_CODE_TEMPLATE_EN": right]).keys.sorted() == [
                "WHATSAPP_API_TOKEN", "WHATSAPP_API_URL", "WHATSAPP_CODE_TEMPLATE_EN", "WHATSAPP_ENABLED",
            ])
    }

    /// State and remark by setting; a setting that comes twice says both.
    private static func remarks(_ values: [String: String]) -> [String: String] {
        SettingsCheck(settings: Settings(values: values)).whatsapp().reduce(into: [:]) { remarks, finding in
            let said = "\(finding.state.rawValue) \(finding.remark)"
            remarks[finding.setting] = [remarks[finding.setting], said].compactMap(\.self).joined(separator: "; ")
        }
    }

    @Test("a profile that the provider does not offer is refused in words")
    func noProfile() {
        let settings = Settings(values: [
            "WHATSAPP_ENABLED": "true", "WHATSAPP_API_TOKEN": "test-token",
            "WHATSAPP_API_URL": "https://api.twilio.com/2010-04-01/Accounts/test-account/Messages.json",
            "WHATSAPP_PHONE_NUMBER_ID": "whatsapp:+14155238886",
        ])
        #expect {
            _ = try ProfileAccount(settings: settings, number: 1)
        } throws: {
            "\($0)".contains("not offered by twilio")
        }
        #expect(throws: CommandFailure.self) { _ = try ProfileAccount(settings: settings, number: 2) }
        #expect(throws: CommandFailure.self) { _ = try ProfileAccount(settings: Settings(values: [:]), number: 1) }
    }

    @Test("sample people have valid, fictitious and different numbers")
    func sampleNumbers() {
        let numbers = (1...20_000).map(DemoPeople.phone)
        #expect(Set(numbers).count == 20_000)
        #expect(numbers.allSatisfy { $0.hasPrefix("+3902000") && $0.count == 13 })
    }
}
