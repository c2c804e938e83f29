/// What a sandbox is started with.
struct SandboxConfiguration: Sendable {
    /// Requests a bot may make in any sliding second.
    var telegramLimit = 30
    /// Messages a private chat may get a second, after a short burst; 0 means no limit.
    var telegramChatLimit = 1
    /// Messages a group may get in any sliding minute; 0 means no limit.
    var telegramGroupLimit = 20
    /// Requests a WhatsApp number may make in any sliding second.
    var whatsappLimit = 80
    /// Messages in a row that a WhatsApp number may send one person before it is one in six seconds; 0: no limit.
    var whatsappRecipientBurst = 45
    /// How many messages are kept; older ones are forgotten, and still counted.
    var capacity = 100_000
    /// The only tokens that are let in, by provider; a provider that is not named lets any token in.
    var tokens: [Provider: Set<String>] = [:]
    /// What becomes of what is sent outside of a 24-hour window.
    var window = ServiceWindows.Rule.ignored
    /// What the providers report back.
    var callbacks = CallbackSettings()
    /// What goes wrong from the start.
    var faults = Faults()
}

/// The providers this sandbox stands in for.
enum Provider: String, Sendable, Codable, CaseIterable {
    case twilio, meta
    case dialog360 = "360dialog"
    /// MessageBird's Conversations API.
    case messageBird = "messagebird"
    /// Bird's channels API.
    case birdChannels = "bird-channels"
    /// Bird's API of 2026.
    case bird
    /// ChatAPI's shape, as 1msg speaks it.
    case chatAPI = "chatapi"
    case telegram

    /// Whether it speaks Meta's language, bodies and codes.
    var isMeta: Bool { self == .meta || self == .dialog360 }

    /// Whether only templates may be sent to people who have not written for a day.
    var hasWindow: Bool { self != .telegram }

    /// Its part of the names of environment variables.
    var settingName: String { rawValue.uppercased().replacing("-", with: "_") }

    /// The channel it delivers to.
    var channel: SandboxChannel { self == .telegram ? .telegram : .whatsapp }
}

/// Where people read their messages.
enum SandboxChannel: String, Sendable, Codable, CaseIterable {
    case whatsapp, telegram
}
