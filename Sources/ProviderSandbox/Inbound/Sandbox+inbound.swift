import Foundation

extension Sandbox {
    /// What became of what a person did.
    struct Receipt: Sendable, Encodable {
        let action: PersonAction
        /// The address it is sent to, `getUpdates` where it is fetched, or nil: the number has no webhook.
        let webhook: String?
    }

    /// Does what a person's telephone does: opens the window, and has the provider tell the number's owner.
    ///
    /// - Throws: ``SandboxInputError`` where it is not clear which number is meant.
    func take(_ request: InboundRequest) async throws -> Receipt {
        let action = try action(request)
        actions.append(action)
        if action.opensWindow { windows.open(action.provider, number: action.to, person: action.from) }
        obey(action)
        guard action.provider != .telegram else { return await takeUpdate(action) }
        let webhook = webhook(of: action.provider)
        let key = key(of: action.provider, number: action.to)
        guard let post = InboundWebhook.post(action, to: webhook, key: key) else {
            return Receipt(action: action, webhook: nil)
        }
        await callbacks.send([(after: .zero, post: post)])
        return Receipt(action: action, webhook: post.url)
    }

    private func action(_ request: InboundRequest) throws -> PersonAction {
        let about = message(request)
        var action = PersonAction(
            id: messages.reserveID(), provider: request.provider, channel: request.provider.channel,
            from: request.from, to: try number(request), kind: request.kind, text: request.text,
            providerMessageID: InboundWebhook.id(request.provider, request.kind))
        action.payload = request.payload
        action.about = request.about ?? about?.shownID
        action.username = request.username
        action.language = request.language
        return action
    }

    private func number(_ request: InboundRequest) throws -> String {
        if request.provider == .telegram { return TelegramBot.username }
        if let named = request.to { return named }
        let sent = messages.page(.init(provider: request.provider, limit: .max)).messages
        guard let last = sent.last(where: { $0.recipient == request.from }) ?? sent.last else {
            throw SandboxInputError(description: "to: nothing was sent yet, so the business number must be named")
        }
        return last.sender
    }

    /// The newest message to the person that has the button or the row.
    private func message(_ request: InboundRequest) -> SandboxMessage? {
        guard let payload = request.payload else { return nil }
        return messages.page(.init(provider: request.provider, recipient: request.from, limit: .max)).messages
            .last { $0.buttons.contains { $0.data == payload } }
    }

    /// What the provider itself makes of it, whatever the number's owner does.
    private func obey(_ action: PersonAction) {
        func set(_ isBlocked: Bool) {
            blocks.set(isBlocked, action.provider, number: action.to, person: action.from)
        }
        switch action.kind {
        case .blocked, .stop: set(true)
        case .unblocked, .resume: set(false)
        case .text where action.provider == .twilio:
            let word = action.text.trimmingCharacters(in: .whitespacesAndNewlines).uppercased()
            if TwilioKeywords.stop.contains(word) { set(true) }
            if TwilioKeywords.start.contains(word) { set(false) }
        // Whoever writes to a bot has not blocked it.
        case .text where action.provider == .telegram: set(false)
        case .text, .button, .row: break
        }
    }

    private func takeUpdate(_ action: PersonAction) async -> Receipt {
        let about = action.about.flatMap { Int($0) }
        let pressed = messages.page(.init(provider: .telegram, recipient: action.from, limit: .max)).messages
            .last { $0.id == about }
        let (kind, content) = TelegramUpdate.content(action, pressed: pressed)
        let isWanted = await telegram.add(kind, content)
        let url = await telegram.webhook?.url
        return Receipt(action: action, webhook: isWanted ? url ?? "getUpdates" : nil)
    }
}

extension SandboxMessage {
    /// What the provider calls it.
    fileprivate var shownID: String { provider == .telegram ? String(id) : providerMessageID }
}

/// The words that Twilio itself obeys.
enum TwilioKeywords {
    static let stop: Set<String> = ["STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"]
    static let start: Set<String> = ["START", "UNSTOP"]
}
