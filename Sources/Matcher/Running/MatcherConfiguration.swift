import Contracts
import Foundation
import Listings
import Persistence
import ServiceKit

/// What the operator set, checked.
struct MatcherConfiguration: Sendable {
    var databaseURL: String
    var amqpURL: String
    var link: ListingLink
    var policy: SpeakingPolicy
    var sweep: SweepPolicy
    var gather: Duration
    var prefetch: Int

    /// - Throws: `SettingError`.
    init(_ settings: Settings) throws {
        databaseURL = try settings.databaseURL()
        amqpURL = try settings.amqpURL()
        link = try settings.listingLink()
        gather = try settings.seconds("GATHER_SECONDS", default: 5, in: 0...86_400)
        prefetch = try settings.int("PREFETCH", default: 200, in: 1...65_535)
        let catchUpDays = try settings.int("CATCH_UP_DAYS", default: 7, in: 1...365)
        let retentionDays = try settings.int("RETENTION_DAYS", default: 180, in: 1...36_500)
        guard retentionDays >= catchUpDays + 8 else {
            throw SettingError(
                variable: "RETENTION_DAYS", fault: "is less than CATCH_UP_DAYS and 8 more days",
                example: "\(catchUpDays + 8)")
        }
        policy = SpeakingPolicy(
            schedules: try Self.schedules(settings, gather: gather), catchUp: .seconds(catchUpDays * 86_400),
            priceDropPercent: try settings.double("PRICE_DROP_PERCENT", default: 5, in: 0.1...99))
        sweep = SweepPolicy(
            retryScale: try settings.double("RETRY_SCALE", default: 1, in: 0.0001...1),
            retention: .seconds(retentionDays * 86_400), oldestPending: policy.oldestPending)
    }

    private static func schedules(_ settings: Settings, gather: Duration) throws -> [Channel: Schedule] {
        let enabled: [(Channel, Bool)] = [
            (.whatsapp, try settings.bool("WHATSAPP_ENABLED", default: false)),
            // Where the switch is set, the Matcher needs no token, and is best given none.
            (.telegram, try settings.bool("TELEGRAM_ENABLED") ?? (settings.secret("TELEGRAM_BOT_TOKEN") != nil)),
        ]
        var schedules: [Channel: Schedule] = [:]
        for (channel, isEnabled) in enabled where isEnabled {
            schedules[channel] = Schedule(
                gather: gather,
                channelInterval: try settings.seconds(
                    "\(channel.rawValue.uppercased())_NOTIFICATION_INTERVAL_SECONDS", default: 1800, in: 0...604_800),
                dailyCap: try settings.int("DAILY_CAP", default: 50, in: 1...100_000),
                isDebug: try settings.bool("DEBUG_NOTIFICATIONS", default: false))
        }
        return schedules
    }
}
