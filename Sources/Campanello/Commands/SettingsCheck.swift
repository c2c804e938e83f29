import ServiceKit

/// Looks at every setting on its own, so that one run tells all faults.
struct SettingsCheck {
    enum State: String, Encodable { case right, wrong, notSet = "not set" }

    struct Finding: Encodable {
        let setting: String
        let state: State
        let remark: String
    }

    let settings: Settings

    func findings() -> [Finding] {
        connections() + limits() + whatsapp() + telegram()
    }

    private func connections() -> [Finding] {
        [
            check("DATABASE_URL") { _ = try settings.databaseURL() },
            check("AMQP_URL") { _ = try settings.amqpURL() },
            optional("AMQP_MANAGEMENT_URL") { try settings.amqpManagementURL() != nil },
            check("JWT_SECRET") { _ = try settings.jwtSecret() },
            check("PUBLIC_URL") { _ = try settings.publicURL() },
            optional("INGEST_API_KEYS") { try settings.secret("INGEST_API_KEYS") != nil },
            optional("OPERATOR_TOKEN") { try settings.secret("OPERATOR_TOKEN") != nil },
        ]
    }

    /// Numbers with their ranges; the defaults are right by themselves.
    private func limits() -> [Finding] {
        let whole: [(String, ClosedRange<Int>)] = [
            ("GATEWAY_PORT", 0...65535), ("ACCESS_TOKEN_EXPIRE_MINUTES", 1...10_080), ("CATCH_UP_DAYS", 1...365),
            ("MAX_LISTING_AGE_DAYS", 1...3650), ("MAX_ATTEMPTS", 1...100), ("DAILY_CAP", 1...100_000),
            ("RETENTION_DAYS", 1...36_500), ("CLAIM_LEASE_SECONDS", 10...3600), ("PREFETCH", 1...65_535),
            ("CONCURRENCY", 1...10_000),
        ]
        let fractions: [(String, ClosedRange<Double>)] = [
            ("GATHER_SECONDS", 0...86_400), ("PRICE_DROP_PERCENT", 0...100), ("RETRY_SCALE", 0.0001...1),
            ("TELEGRAM_RATE", 0...1_000), ("WHATSAPP_RATE", 0...1_000),
            ("WHATSAPP_RECIPIENT_SECONDS", 0...3600), ("TELEGRAM_RECIPIENT_SECONDS", 0...3600),
            ("WHATSAPP_NOTIFICATION_INTERVAL_SECONDS", 0...604_800),
            ("TELEGRAM_NOTIFICATION_INTERVAL_SECONDS", 0...604_800),
        ]
        let checked =
            whole.map { name, range in
                optional(name) {
                    _ = try settings.int(name, default: range.lowerBound, in: range)
                    return try settings.string(name) != nil
                }
            }
            + fractions.map { name, range in
                optional(name) {
                    _ = try settings.double(name, default: range.lowerBound, in: range)
                    return try settings.string(name) != nil
                }
            }
        return checked.filter { $0.state != .notSet }
    }

    private func telegram() -> [Finding] {
        let hasToken = optional("TELEGRAM_BOT_TOKEN") { try settings.secret("TELEGRAM_BOT_TOKEN") != nil }
        let enabled = check("TELEGRAM_ENABLED") {
            guard try settings.bool("TELEGRAM_ENABLED") == true, hasToken.state == .notSet else { return }
            throw SettingError(
                variable: "TELEGRAM_BOT_TOKEN", fault: "is not set although Telegram is enabled",
                example: "the token that @BotFather gave you")
        }
        return [enabled, hasToken]
    }

    func check(_ name: String, _ body: () throws -> Void) -> Finding {
        optional(name) {
            try body()
            return true
        }
    }

    func optional(_ name: String, _ isSet: () throws -> Bool) -> Finding {
        do {
            return Finding(setting: name, state: try isSet() ? .right : .notSet, remark: "")
        } catch {
            return Finding(setting: name, state: .wrong, remark: "\(error)")
        }
    }
}
