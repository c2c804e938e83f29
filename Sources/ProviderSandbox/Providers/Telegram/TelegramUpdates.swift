import DequeModule
import Foundation

/// The updates of the bot: kept until they are confirmed, handed out by `getUpdates` or to a webhook, never to both.
/// There is one bot, whatever its token: a token that was changed changes nothing else.
actor TelegramUpdates {
    struct Update: Sendable {
        let id: Int
        /// The field that holds it, such as `message`.
        let kind: String
        let content: JSON

        var object: JSON { ["update_id": .int(id), kind: content] }
    }

    struct Waiting {
        let number: Int
        let limit: Int
        let continuation: CheckedContinuation<[Update], any Error>
        let timer: Task<Void, Never>
    }

    static let terminated = TelegramError(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
    static let webhookIsSet = TelegramError(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")

    private(set) var pending = Deque<Update>()
    /// Never starts over: whoever has seen a number takes it for a repetition.
    private var nextID = Int(Date().timeIntervalSince1970)
    private var allowed: Set<String>?
    private var waiting: Waiting?
    private var lastPoll = 0
    private(set) var webhook: TelegramWebhook?
    private let sender: TelegramWebhookSender

    init(sender: TelegramWebhookSender) { self.sender = sender }

    /// Adds an update, where the bot wants its kind.
    /// - Returns: Whether it does.
    @discardableResult
    func add(_ kind: String, _ content: JSON) async -> Bool {
        guard allowed?.contains(kind) != false else { return false }
        pending.append(Update(id: nextID, kind: kind, content: content))
        nextID += 1
        if let waiting { finish(waiting, with: .success(Array(pending.prefix(waiting.limit)))) }
        await wake()
        return true
    }

    /// Updates from `offset` on, which confirms all before it; a negative one keeps only so many of the newest.
    ///
    /// - Parameter hold: How long to wait for one when there is none.
    /// - Throws: ``TelegramError`` 409 while a webhook is set, or when another request comes meanwhile.
    func poll(offset: Int?, limit: Int, hold: Duration, allowed: [String]?) async throws -> [Update] {
        guard webhook == nil else { throw Self.webhookIsSet }
        if let waiting { finish(waiting, with: .failure(Self.terminated)) }
        wants(allowed)
        confirm(offset)
        guard pending.isEmpty, hold > .zero else { return Array(pending.prefix(limit)) }
        lastPoll += 1
        let number = lastPoll
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let timer = Task {
                    try? await Task.sleep(for: hold)
                    if !Task.isCancelled { self.giveUp(number) }
                }
                waiting = Waiting(number: number, limit: limit, continuation: continuation, timer: timer)
                if Task.isCancelled { giveUp(number) }
            }
        } onCancel: {
            Task { await self.giveUp(number) }
        }
    }

    /// Sets or, with nil, takes away the webhook.
    func setWebhook(_ new: TelegramWebhook?, allowed: [String]?, dropPending: Bool) async {
        if let waiting { finish(waiting, with: .failure(Self.webhookIsSet)) }
        wants(allowed)
        if dropPending { pending.removeAll() }
        webhook = new
        await sender.hurry()
        await wake()
    }

    var allowedKinds: [String]? { allowed?.sorted() }

    /// The first update, while a webhook is set.
    func next() -> (Update, TelegramWebhook)? {
        guard let webhook, let first = pending.first else { return nil }
        return (first, webhook)
    }

    /// The webhook took an update.
    func taken(_ id: Int) { pending.removeAll { $0.id == id } }

    func forgetPending() { pending.removeAll() }

    /// Whether a request is being held.
    var isPolled: Bool { waiting != nil }

    var lastError: (at: Date, message: String)? { get async { await sender.lastError } }

    private func wake() async {
        if webhook != nil, !pending.isEmpty { await sender.run(for: self) }
    }

    /// Not told: as before. An empty list: all kinds.
    private func wants(_ kinds: [String]?) {
        guard let kinds else { return }
        allowed = kinds.isEmpty ? nil : Set(kinds)
    }

    private func confirm(_ offset: Int?) {
        guard let offset else { return }
        if offset < 0 {
            pending.removeFirst(max(0, pending.count + offset))
        } else {
            pending.removeAll { $0.id < offset }
        }
    }

    private func giveUp(_ number: Int) {
        guard let waiting, waiting.number == number else { return }
        finish(waiting, with: .success([]))
    }

    private func finish(_ poll: Waiting, with result: Result<[Update], any Error>) {
        waiting = nil
        poll.timer.cancel()
        poll.continuation.resume(with: result)
    }
}
