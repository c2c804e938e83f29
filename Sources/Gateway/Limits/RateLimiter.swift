import Crypto
import Foundation
import HTTPTypes
import Metrics
import NIOConcurrencyHelpers
import Persistence
import Postgres

extension HTTPField.Name {
    static let rateLimit = HTTPField.Name("RateLimit") ?? .retryAfter
    static let rateLimitPolicy = HTTPField.Name("RateLimit-Policy") ?? .retryAfter
}

/// Counts what addresses and accounts ask, together with all other replicas.
///
/// The buckets are rows of the database. A replica takes the tokens of the wide limits in batches and spends them by
/// itself, so that a busy client costs the database one statement in twenty requests; the strict limits are exact.
final class RateLimiter: Sendable {
    /// How long a batch may be spent. What is left then is lost to the client, never gained.
    static let hold: Duration = .seconds(5)
    /// Batches beyond this many are forgotten: that costs further statements, nothing else.
    private static let maximumBatches = 20_000

    private struct Batch: Sendable {
        var left: Int
        let shared: Double
        let until: ContinuousClock.Instant
    }

    private let store: RateLimitStore
    private let factor: Double
    private let batches = NIOLockedValueBox<[String: Batch]>([:])

    /// - Parameter factor: multiplies every quota; 0 limits nothing.
    init(store: RateLimitStore, factor: Double) {
        self.store = store
        self.factor = factor
    }

    /// Takes one token of a wide limit. When the database cannot be asked the request passes: it will fail there.
    /// - Returns: the headers that tell the client where it stands.
    /// - Throws: ``Problem`` 429.
    func pass(_ policy: RatePolicy, _ subject: String) async throws -> HTTPFields {
        guard factor > 0 else { return [:] }
        let policy = policy.scaled(by: factor)
        let key = Self.key(policy, subject)
        if let left = spend(key) { return Self.headers(policy, remaining: left) }
        do {
            let grant = try await take(policy, key)
            guard grant.granted > 0 else { throw Self.exceeded(policy, grant.remaining) }
            keep(key, grant)
            return Self.headers(policy, remaining: grant.remaining + Double(grant.granted - 1))
        } catch is PostgresError {
            return [:]
        }
    }

    /// Takes one token of a strict limit, by the shared bucket alone.
    /// - Throws: ``Problem`` 429, `PostgresError`.
    func admit(_ policy: RatePolicy, _ subject: String) async throws {
        guard factor > 0 else { return }
        let policy = policy.scaled(by: factor)
        let grant = try await take(policy, Self.key(policy, subject))
        guard grant.granted > 0 else { throw Self.exceeded(policy, grant.remaining) }
    }

    private func take(_ policy: RatePolicy, _ key: String) async throws -> RateGrant {
        try await store.take(
            key, quota: policy.quota, perSecond: Double(policy.quota) / Double(policy.window),
            most: min(policy.batch, max(1, policy.quota / 10)))
    }

    private func spend(_ key: String) -> Double? {
        batches.withLockedValue { batches in
            guard let batch = batches[key] else { return nil }
            guard batch.left > 0, batch.until > .now else {
                batches[key] = nil
                return nil
            }
            batches[key]?.left -= 1
            return batch.shared + Double(batch.left - 1)
        }
    }

    private func keep(_ key: String, _ grant: RateGrant) {
        guard grant.granted > 1 else { return }
        let batch = Batch(left: grant.granted - 1, shared: grant.remaining, until: .now + Self.hold)
        batches.withLockedValue { batches in
            if batches.count >= Self.maximumBatches { batches.removeAll(keepingCapacity: true) }
            batches[key] = batch
        }
    }

    /// Subjects are addresses of people and machines: only a digest becomes the bucket's key.
    static func key(_ policy: RatePolicy, _ subject: String) -> String {
        let digest = SHA256.hash(data: Data(subject.lowercased().utf8))
        return policy.name + "|" + Data(digest.prefix(16)).base64EncodedString()
    }

    private static func headers(_ policy: RatePolicy, remaining: Double) -> HTTPFields {
        let missing = max(0, Double(policy.quota) - remaining)
        let reset = Int((missing * Double(policy.window) / Double(policy.quota)).rounded(.up))
        return [
            .rateLimitPolicy: policy.header,
            .rateLimit: "\"\(policy.name)\";r=\(max(0, Int(remaining)));t=\(reset)",
        ]
    }

    private static func exceeded(_ policy: RatePolicy, _ remaining: Double) -> Problem {
        Counter(label: "gateway_rate_limit_refusals_total", dimensions: [("policy", policy.name)]).increment()
        let wait = max(1, Int(((1 - remaining) * Double(policy.window) / Double(policy.quota)).rounded(.up)))
        var headers = headers(policy, remaining: remaining)
        headers[.retryAfter] = String(wait)
        return Problem(
            slug: "rate-limit", title: "Too many requests", status: .tooManyRequests,
            detail: "At most \(policy.quota) in \(policy.window) seconds; try again in \(wait).", headers: headers)
    }
}
