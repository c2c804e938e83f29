import Logging
import Persistence
import ServiceKit
import ServiceLifecycle

/// Forgets, once a minute, what has had its time: codes, sessions, stored answers, full buckets. Every replica does:
/// the deletions are harmless to repeat. When portals were last heard of is looked up in the same round.
struct HousekeepingService: Service {
    let stores: Stores
    let logger: Logger
    var interval: Duration = .seconds(60)

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                await sweep()
                try await Task.sleep(for: interval)
            }
        }
    }

    func sweep() async {
        do {
            try await stores.resets.forgetOld()
            try await stores.linkCodes.forgetOld()
            try await stores.sessions.forgetOld()
            try await stores.limits.forgetOld()
            try await stores.filters.pauseBeyondExpiredPlans()
            try await stores.answers.forgetOld()
            for (source, seen) in try await stores.listings.lastSeen() {
                IngestFigures.heard(of: source, at: seen)
            }
        } catch {
            logger.debug("housekeeping put off", metadata: ["error": "\(type(of: error))"])
        }
    }
}
