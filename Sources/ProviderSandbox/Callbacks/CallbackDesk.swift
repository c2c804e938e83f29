import Foundation
import HeapModule
import Notifications

/// Sends callbacks when they are due, a few at a time, and again while nobody takes them.
actor CallbackDesk {
    /// What became of callbacks so far.
    struct Figures: Sendable, Codable, Equatable {
        /// Planned, and not done with.
        var waiting = 0
        /// Taken with a 2xx.
        var taken = 0
        /// Tries after which another one followed.
        var retried = 0
        /// Given up after the last try.
        var lost = 0
        /// Answers other than a 2xx, by their status.
        var refused: [String: Int] = [:]
    }

    private struct Planned: Comparable {
        let due: ContinuousClock.Instant
        /// Keeps the order of what is due at the same instant.
        let number: Int
        let post: SignedPost
        let attempt: Int

        static func < (one: Planned, other: Planned) -> Bool {
            (one.due, one.number) < (other.due, other.number)
        }
        static func == (one: Planned, other: Planned) -> Bool { one.number == other.number }
    }

    /// A webhook has to answer within this: Twilio's own limit.
    private static let timeout = Duration.seconds(15)

    private let settings: CallbackSettings
    private let transport: any ProviderTransport
    private var planned = Heap<Planned>()
    private var lastNumber = 0
    private var running = 0
    /// Ends the wait for what is due next when something comes before it.
    private var alarm: (at: ContinuousClock.Instant, task: Task<Void, Never>)?
    private var known = Figures()

    init(_ settings: CallbackSettings, transport: any ProviderTransport) {
        self.settings = settings
        self.transport = transport
    }

    deinit { alarm?.task.cancel() }

    var figures: Figures {
        var figures = known
        figures.waiting = planned.count + running
        return figures
    }

    /// Sends posts, each after its time.
    func send(_ posts: [(after: Duration, post: SignedPost)]) {
        let now = ContinuousClock.now
        for (after, post) in posts { plan(post, due: now + after, attempt: 1) }
        work()
    }

    /// Forgets what is planned, and the figures.
    func reset() {
        planned = Heap()
        known = Figures()
    }

    private func plan(_ post: SignedPost, due: ContinuousClock.Instant, attempt: Int) {
        lastNumber += 1
        planned.insert(Planned(due: due, number: lastNumber, post: post, attempt: attempt))
    }

    private func work() {
        let now = ContinuousClock.now
        while running < settings.concurrency, let next = planned.min, next.due <= now {
            planned.removeMin()
            running += 1
            Task { await self.deliver(next) }
        }
        guard running < settings.concurrency, let next = planned.min else { return }
        guard alarm.map({ next.due < $0.at }) ?? true else { return }
        alarm?.task.cancel()
        alarm = (
            next.due,
            Task { [weak self] in
                try? await Task.sleep(until: next.due, clock: .continuous)
                guard !Task.isCancelled else { return }
                await self?.ring()
            }
        )
    }

    private func ring() {
        alarm = nil
        work()
    }

    private func deliver(_ callback: Planned) async {
        let request = ProviderRequest(
            method: "POST", url: callback.post.url, headers: callback.post.headers, body: callback.post.body,
            timeout: Self.timeout)
        let status = try? await transport.send(request).status
        running -= 1
        if let status, (200..<300).contains(status) {
            known.taken += 1
        } else {
            if let status { known.refused["\(status)", default: 0] += 1 }
            again(callback)
        }
        work()
    }

    private func again(_ callback: Planned) {
        guard callback.attempt < settings.tries else {
            known.lost += 1
            return
        }
        known.retried += 1
        let wait = min(settings.firstRetry * (1 << min(callback.attempt - 1, 16)), .seconds(60))
        plan(callback.post, due: .now + wait, attempt: callback.attempt + 1)
    }
}
