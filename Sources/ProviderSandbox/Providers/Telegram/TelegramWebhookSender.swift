import Foundation
import Notifications

/// Where the bot's updates go.
struct TelegramWebhook: Sendable, Equatable {
    let url: String
    /// Sent along in a header.
    let secret: String?
    let connections: Int
}

/// Posts updates one after the other, each until it is taken.
actor TelegramWebhookSender {
    private static let timeout = Duration.seconds(15)
    private static let longestPause = Duration.seconds(60)

    private let transport: any ProviderTransport
    private let firstPause: Duration
    private let answer: @Sendable (RequestFields) -> Void
    private var running: Task<Void, Never>?
    /// The wait before an update is tried again.
    private var pause: Task<Void, Never>?
    /// When and why an update was last not taken.
    private(set) var lastError: (at: Date, message: String)?

    /// - Parameter answer: Takes the method call that a webhook may answer with.
    init(
        transport: any ProviderTransport, firstPause: Duration, answer: @escaping @Sendable (RequestFields) -> Void
    ) {
        self.transport = transport
        self.firstPause = firstPause
        self.answer = answer
    }

    deinit {
        running?.cancel()
        pause?.cancel()
    }

    /// Makes sure that what is pending is being sent.
    func run(for updates: TelegramUpdates) {
        guard running == nil else { return }
        running = Task { [weak self, weak updates] in
            var failures = 0
            while !Task.isCancelled, let self, let updates, let (update, webhook) = await updates.next() {
                if await self.post(update, to: webhook) {
                    await updates.taken(update.id)
                    failures = 0
                } else {
                    failures += 1
                    await self.rest(failures)
                }
            }
            await self?.ended(updates)
        }
    }

    private func ended(_ updates: TelegramUpdates?) async {
        running = nil
        // What came between the last look and here.
        if let updates, await updates.next() != nil { run(for: updates) }
    }

    /// Tries at once what waits to be tried again: there is another webhook, or none.
    func hurry() { pause?.cancel() }

    private func rest(_ failures: Int) async {
        let wait = min(firstPause * (1 << min(failures - 1, 10)), Self.longestPause)
        let task = Task { _ = try? await Task.sleep(for: wait) }
        pause = task
        await task.value
        pause = nil
    }

    private func post(_ update: TelegramUpdates.Update, to webhook: TelegramWebhook) async -> Bool {
        var headers = [(name: "Content-Type", value: "application/json")]
        if let secret = webhook.secret { headers.append(("X-Telegram-Bot-Api-Secret-Token", secret)) }
        let request = ProviderRequest(
            method: "POST", url: webhook.url, headers: headers, body: Array(update.object.text.utf8),
            timeout: Self.timeout)
        do {
            let response = try await transport.send(request)
            guard (200..<300).contains(response.status) else {
                lastError = (Date(), "Wrong response from the webhook: \(response.status)")
                return false
            }
            if let call = RequestFields(json: Data(response.body)), call.string("method") != nil { answer(call) }
            return true
        } catch {
            lastError = (Date(), "Connection failed")
            return false
        }
    }
}
