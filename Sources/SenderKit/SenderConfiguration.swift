import Contracts
import Foundation
import Messaging
import Notifications
import ServiceKit

/// What a sender's settings say.
struct SenderConfiguration: Sendable {
    let sender: SenderSettings
    /// At least one.
    let numbers: [ProviderSettings]
    let requestTimeout: Duration
    let catchUp: Duration
    let databaseURL: String
    let amqpURL: String

    /// Nil when the channel is off.
    /// - Throws: `SettingError` for the first setting that is missing or wrong.
    init?(_ settings: Settings, channel: Channel, owner: String) throws {
        numbers = try ProviderSettings.all(settings, channel: channel)
        guard !numbers.isEmpty else { return nil }
        let scale = try settings.double("RETRY_SCALE", default: 1, in: 0.0001...1)
        let attempts = try settings.int("MAX_ATTEMPTS", default: 9, in: 1...100)
        // Never so short that a provider which is merely busy is taken for one that does not answer.
        let lease = max(try settings.seconds("CLAIM_LEASE_SECONDS", default: 60, in: 10...3_600) * scale, .seconds(5))
        let inDoubt = try settings.choice(
            "IN_DOUBT", default: InDoubtPolicy.resend.rawValue, among: InDoubtPolicy.allCases.map(\.rawValue))
        let claims = ClaimPolicy(
            owner: owner, lease: lease, maximumAttempts: attempts,
            inDoubt: InDoubtPolicy(rawValue: inDoubt) ?? .resend,
            recipientInterval: try Self.recipientInterval(settings, channel),
            groupInterval: try Self.groupInterval(settings, channel),
            recipientPatience: min(.seconds(2), lease / 4))
        sender = SenderSettings(
            channel: channel, claims: claims, retry: RetryPolicy(maximumAttempts: attempts, scale: scale),
            rate: try Self.rate(settings, channel),
            prefetch: try settings.int("PREFETCH", default: 200, in: 1...65_535),
            concurrency: try settings.int("CONCURRENCY", default: 100, in: 1...10_000),
            accountURL: try Self.accountURL(settings), appName: try settings.appName(),
            routing: try Self.routing(settings, channel),
            breaker: CircuitBreaker.Policy(
                firstOpening: max(.seconds(10) * scale, .milliseconds(500)),
                longestOpening: max(.seconds(120) * scale, .seconds(2))))
        // A claim must outlive its request, or another process would take it for dead.
        requestTimeout = min(.seconds(30), lease / 2)
        catchUp = .seconds(86_400 * (try settings.int("CATCH_UP_DAYS", default: 7, in: 1...365)))
        databaseURL = try settings.databaseURL()
        amqpURL = try settings.amqpURL()
    }

    /// Messages a second of one number; 0 is no limit.
    private static func rate(_ settings: Settings, _ channel: Channel) throws -> Double {
        switch channel {
        case .whatsapp: try settings.double("WHATSAPP_RATE", default: 70, in: 0...1_000)
        case .telegram: try settings.double("TELEGRAM_RATE", default: 25, in: 0...1_000)
        }
    }

    /// The least time between two messages to one person; 0 is none.
    private static func recipientInterval(_ settings: Settings, _ channel: Channel) throws -> Duration {
        switch channel {
        case .whatsapp: try settings.seconds("WHATSAPP_RECIPIENT_SECONDS", default: 6, in: 0...3_600)
        case .telegram: try settings.seconds("TELEGRAM_RECIPIENT_SECONDS", default: 1, in: 0...3_600)
        }
    }

    /// The least time between two messages to a group, where the channel has such; 0 is none.
    private static func groupInterval(_ settings: Settings, _ channel: Channel) throws -> Duration {
        guard channel == .telegram else { return .zero }
        let perMinute = try settings.double("TELEGRAM_GROUP_PER_MINUTE", default: 20, in: 0...1_000)
        // A little more than its share of a minute, as no two messages take equally long on their way: 21 that are
        // three seconds apart may arrive within a minute.
        return perMinute > 0 ? .milliseconds(Int64((63_000 / perMinute).rounded(.up))) : .zero
    }

    private static func routing(_ settings: Settings, _ channel: Channel) throws -> NumberRouting {
        guard channel == .whatsapp else { return .failover }
        let named = try settings.choice(
            "WHATSAPP_ROUTING", default: NumberRouting.failover.rawValue,
            among: NumberRouting.allCases.map(\.rawValue))
        return NumberRouting(rawValue: named) ?? .failover
    }

    /// The personal account, when the operator has said where the public finds it.
    private static func accountURL(_ settings: Settings) throws -> String? {
        try settings.string("PUBLIC_URL") == nil ? nil : try settings.publicURL() + "/"
    }
}
