import Logging
import Persistence
import Postgres

extension CallbackProcessor {
    /// Callbacks taken at once, and how many of them are worked on side by side.
    private static let batch = 64
    private static let width = 4

    /// Runs until the task is cancelled: called when something is stored, and looks by itself every `poll`.
    func run(poll: Duration = .seconds(1)) async {
        let (calls, caller) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withDiscardingTaskGroup { group in
            group.addTask {
                for await _ in pool.notifications(on: [CallbackStore.bell]) { caller.yield() }
            }
            group.addTask {
                while !Task.isCancelled {
                    caller.yield()
                    try? await Task.sleep(for: poll)
                }
            }
            group.addTask { await keepHouse() }
            for await _ in calls { await drain() }
            group.cancelAll()
        }
    }

    /// Works until nothing is due.
    func drain() async {
        while !Task.isCancelled {
            do throws(PostgresError) {
                let ids = try await store.take(Self.batch, lease: Self.lease)
                guard !ids.isEmpty else { return }
                await work(ids)
            } catch {
                logger.debug("callbacks wait for the database", metadata: ["error": "\(error.message)"])
                return
            }
        }
    }

    /// A callback that has begun is finished even when the service is stopping.
    private func work(_ ids: [Int64]) async {
        await withTaskGroup(of: Void.self) { group in
            for (index, id) in ids.enumerated() {
                if index >= Self.width { await group.next() }
                group.addTask { _ = await Task { await process(id) }.value }
            }
        }
    }

    private func keepHouse() async {
        var round = 0
        while !Task.isCancelled {
            do throws(PostgresError) {
                metrics.backlog(try await store.backlog())
                // Every hour.
                if round.isMultiple(of: 240) { _ = try await store.deleteDone(olderThan: Self.retention) }
            } catch {
                logger.debug("callbacks were not looked after", metadata: ["error": "\(error.message)"])
            }
            round += 1
            try? await Task.sleep(for: .seconds(15))
        }
    }
}
