import Contracts
import Foundation
import Listings
import ServiceKit
import Testing
import TestSupport

@testable import Matcher

@Suite("The Matcher's small parts")
struct SmallPartsTests {
    @Test("a ring before the wait is not lost, and one wait takes all rings")
    func bell() async {
        let bell = Bell()
        await bell.ring()
        await bell.ring()
        let started = ContinuousClock.now
        await bell.wait(atMost: .seconds(60))
        #expect(started.duration(to: .now) < .seconds(30))
        await bell.wait(atMost: .milliseconds(1))
    }

    @Test("a ring ends a wait, and so does its task's end", arguments: [true, false])
    func bellWakes(byRing: Bool) async {
        let bell = Bell()
        let waiting = Task { await bell.wait(atMost: .seconds(600)) }
        if byRing { await bell.ring() } else { waiting.cancel() }
        await waiting.value
    }

    @Test("one at a time, in the order of coming")
    func turn() async {
        let turn = Turn()
        await turn.take()
        let order = TestSignal<Int>()
        let second = Task {
            await turn.take()
            order.send(2)
            await turn.leave()
        }
        order.send(1)
        await turn.leave()
        await second.value
        #expect(order.pending == [1, 2])
    }

    private let needed = [
        "DATABASE_URL": "postgresql://127.0.0.1/campanello", "AMQP_URL": "amqp://127.0.0.1",
        "JWT_SECRET": "0Zq8vX3nT5kL7mP9rW2yB4dF6hJ1sC8g",
    ]

    @Test("channels are on as the operator says, each with its interval")
    func configuration() throws {
        let settings = Settings(
            values: needed.merging([
                "WHATSAPP_ENABLED": "true", "WHATSAPP_NOTIFICATION_INTERVAL_SECONDS": "600", "GATHER_SECONDS": "0",
                "DEBUG_NOTIFICATIONS": "true",
            ]) { $1 })
        let configuration = try MatcherConfiguration(settings)
        #expect(configuration.policy.channels == [.whatsapp])
        #expect(
            configuration.policy.schedules[.whatsapp]
                == Schedule(gather: .zero, channelInterval: .seconds(600), dailyCap: 50, isDebug: true))
    }

    @Test("a token turns Telegram on, unless the switch says no", arguments: [nil, "false"])
    func telegram(isEnabled: String?) throws {
        var values = needed.merging(["TELEGRAM_BOT_TOKEN": "test-token"]) { $1 }
        values["TELEGRAM_ENABLED"] = isEnabled
        let channels = try MatcherConfiguration(Settings(values: values)).policy.channels
        #expect(channels == (isEnabled == nil ? [.telegram] : []))
    }

    @Test("with the switch set it looks for no token")
    func tokenLeftAway() throws {
        let values = needed.merging(["TELEGRAM_ENABLED": "true", "TELEGRAM_BOT_TOKEN_FILE": "/nowhere/token"]) { $1 }
        #expect(try MatcherConfiguration(Settings(values: values)).policy.channels == [.telegram])
    }

    @Test(
        "a wrong setting is named",
        arguments: [
            ("RETENTION_DAYS", "10"), ("GATHER_SECONDS", "-1"), ("RETRY_SCALE", "2"), ("CATCH_UP_DAYS", "soon"),
        ])
    func wrong(name: String, value: String) {
        let settings = Settings(values: needed.merging([name: value]) { $1 })
        #expect {
            try MatcherConfiguration(settings)
        } throws: { error in
            (error as? SettingError)?.variable == name
        }
    }
}
