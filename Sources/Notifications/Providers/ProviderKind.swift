/// The providers that `WHATSAPP_PROVIDER` may name, and Telegram.
package enum ProviderKind: String, Sendable, CaseIterable {
    case twilio
    case meta
    case dialog360 = "360dialog"
    /// MessageBird's Conversations API.
    case messageBird = "messagebird"
    /// Bird's channels API.
    case birdChannels = "bird-channels"
    /// Bird's API of 2026.
    case bird
    /// ChatAPI's shape, which 1msg speaks today.
    case chatAPI = "chatapi"
    case telegram

    /// The provider that answers at `url`, told from its host, or on a loopback host (a sandbox) from the path's
    /// beginning. An unknown host speaks Meta's shape.
    package static func told(from url: String) -> ProviderKind {
        let host = WebLink.host(of: url) ?? ""
        switch true {
        case isHost(host, of: "twilio.com"): return .twilio
        case isHost(host, of: "360dialog.io"): return .dialog360
        case isHost(host, of: "platform.bird.com"): return .bird
        case isHost(host, of: "messagebird.com"): return .messageBird
        case isHost(host, of: "bird.com"): return .birdChannels
        case isHost(host, of: "chat-api.com"), isHost(host, of: "1msg.io"): return .chatAPI
        default: return Sandbox.isLoopback(host) ? sandboxed(url) : .meta
        }
    }

    private static func isHost(_ host: String, of domain: String) -> Bool {
        host == domain || host.hasSuffix("." + domain)
    }

    private static func sandboxed(_ url: String) -> ProviderKind {
        let segments = url.split(separator: "/", omittingEmptySubsequences: true)
        if segments.count > 2, let named = ProviderKind(rawValue: String(segments[2])), named != .telegram {
            // One part of a sandbox may answer for all of Bird's APIs: workspaces are in the channels' alone.
            let isBird = named == .messageBird || named == .bird
            return isBird && segments.contains("workspaces") ? .birdChannels : named
        }
        return url.hasSuffix("/Messages.json") ? .twilio : .meta
    }
}

/// Hosts of this machine: a provider there stands in for the real one.
package enum Sandbox {
    package static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}
