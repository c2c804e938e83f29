import Contracts
import Logging
import Notifications
import Persistence
import Postgres

/// Hears at once when an operator pauses or resumes the channel. What it misses it sees at its next look.
struct PauseWatch: Sendable {
    /// Between two looks without a call.
    static let interval = Duration.seconds(5)

    let channel: Channel
    let pool: PostgresPool
    let hold: OperatorHold
    let logger: Logger

    /// Runs until its task is cancelled.
    func run() async {
        // One after the other, so that an older answer never replaces a newer one.
        let (bells, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in pool.notifications(on: [PauseStore.announcements]) { bell.yield() } }
            group.addTask {
                while !Task.isCancelled {
                    bell.yield()
                    try? await Task.sleep(for: Self.interval)
                }
            }
            for await _ in bells { await look() }
            group.cancelAll()
        }
    }

    private func look() async {
        do throws(PostgresError) {
            let pause = try await PauseStore(pool: pool).current().first {
                $0.kind == "channel" && $0.name == channel.rawValue
            }
            let before = hold.reason
            guard hold.set(pause?.words) else { return }
            if let pause {
                logger.notice("paused by operator", metadata: ["reason": "\(pause.reason)"])
            } else if before != OperatorHold.unknown {
                logger.notice("resumed by operator")
            }
        } catch {
            // Without its database a sender sends nothing anyway.
            logger.debug("pauses were not read", metadata: ["error": "\(error)"])
        }
    }
}
