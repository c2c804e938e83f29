import Foundation

extension Sandbox {
    /// Keeps an accepted message and plans what is reported of it.
    ///
    /// - Parameter key: What the message was sent with, for providers that sign their callbacks with that.
    func accept(_ message: SandboxMessage, key: String?) async -> SandboxMessage {
        let kept = messages.append(message)
        await report(kept, key: key)
        return kept
    }

    private func report(_ message: SandboxMessage, key: String?) async {
        guard configuration.callbacks.isOn else { return }
        var faults = faults
        if let channel = faults.channel, channel != message.channel { faults = faults.withHealthyCallbacks }
        var random = SystemRandomNumberGenerator()
        let plan = StatusPlan(StatusStep.steps(of: message), faults: faults, using: &random)
        let webhook = webhook(of: message.provider)
        let posts = plan.entries.compactMap { entry in
            let at = message.at.addingTimeInterval(entry.after / .seconds(1))
            return StatusCallback.post(entry.step, of: message, key: key, webhook: webhook, at: at)
                .map { (after: entry.after, post: $0) }
        }
        guard !posts.isEmpty else { return }
        await callbacks.send(posts)
    }
}
