import Foundation
import Messaging
import Postgres
import ServiceKit

/// Everything the operator can set for this service, read and checked once at start.
struct GatewayConfiguration: Sendable {
    var host: String
    var port: Int
    var appName: String
    var publicURL: String
    /// `environment` in the answer of `/health`, as `ENVIRONMENT` names it.
    var environment: String
    var tokenSecret: Secret
    /// Secrets whose tokens still open, though nothing is signed with them any more.
    var formerTokenSecrets: Secret?
    var tokenLifetime: Duration
    var ingestKeys: IngestKeys
    var operators: OperatorSettings
    var whatsapp: ChannelMode
    var telegram: ChannelMode
    var webhooks: WebhookSettings
    var linking: LinkingSettings
    /// The levels at which what a provider failed later is tried again.
    var retry: RetryPolicy
    /// How far back a returned notification's matches may lie.
    var catchUp: Duration
    /// How often one filter may speak on a channel, for the answers that state it.
    var whatsappInterval: Duration
    var telegramInterval: Duration
    /// Listings first seen later than this after they were published are stored in silence.
    var maximumListingAge: Duration
    /// Multiplies what addresses and accounts may ask; 0 sets no limit.
    var rateLimitFactor: Double
    /// The origins whose pages may call the API.
    var corsOrigins: [String]
    /// `RETENTION_DAYS`, as the privacy page states it.
    var retentionDays: Int
    /// How long a test message's outcome is waited for.
    var testWait: Duration = .seconds(10)
    /// What one password guess costs.
    var passwordCost: PasswordHash.Cost = .standard

    /// - Throws: `SettingError` naming the first variable that is missing or wrong.
    init(_ settings: Settings) throws {
        host = try settings.string("GATEWAY_HOST") ?? "127.0.0.1"
        let fallback = try settings.int("PORT", default: 8000, in: 0...65535)
        port = try settings.int("GATEWAY_PORT", default: fallback, in: 0...65535)
        appName = try settings.appName()
        publicURL = try settings.publicURL()
        environment = try settings.string("ENVIRONMENT") ?? "production"
        tokenSecret = try settings.jwtSecret()
        formerTokenSecrets = try settings.formerJWTSecrets()
        tokenLifetime = .seconds(60 * (try settings.int("ACCESS_TOKEN_EXPIRE_MINUTES", default: 30, in: 1...10_080)))
        ingestKeys = try IngestKeys(settings)
        operators = try OperatorSettings(settings)
        rateLimitFactor = try settings.double("RATE_LIMIT_FACTOR", default: 1, in: 0...1_000)
        retentionDays = try settings.int("RETENTION_DAYS", default: 180, in: 1...36_500)
        corsOrigins = try CORSOrigins.read(settings)
        whatsapp = try ChannelMode.whatsapp(settings)
        telegram = try ChannelMode.telegram(settings)
        webhooks = try WebhookSettings(settings, whatsapp: whatsapp, telegram: telegram)
        linking = try LinkingSettings(settings, provider: webhooks.numbers[1]?.provider)
        retry = RetryPolicy(
            maximumAttempts: try settings.int("MAX_ATTEMPTS", default: 9, in: 1...100),
            scale: try settings.double("RETRY_SCALE", default: 1, in: 0.0001...1))
        catchUp = .seconds(86_400 * (try settings.int("CATCH_UP_DAYS", default: 7, in: 1...365)))
        whatsappInterval = try settings.seconds("WHATSAPP_NOTIFICATION_INTERVAL_SECONDS", default: 1800)
        maximumListingAge = .seconds(86_400 * (try settings.int("MAX_LISTING_AGE_DAYS", default: 7, in: 1...3650)))
        telegramInterval = try settings.seconds("TELEGRAM_NOTIFICATION_INTERVAL_SECONDS", default: 1800)
    }
}
