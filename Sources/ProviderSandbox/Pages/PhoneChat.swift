import Foundation

/// One person's chat with a number or the bot.
struct PhoneChat {
    let channel: SandboxChannel
    let person: String
    /// Of what was said last.
    let provider: Provider
    let number: String
    let preview: String
    let at: Date
    fileprivate let id: Int

    var name: String { person.hasPrefix("+") ? person : "chat \(person)" }

    /// The chats in which something was said, the newest first, whoever said it.
    static func newest(_ sandbox: Sandbox, limit: Int) -> [PhoneChat] {
        let said = sandbox.messages.chats(limit: limit).map(PhoneChat.init) + sandbox.actions.all.map(PhoneChat.init)
        var seen = Set<String>()
        return said.sorted { $0.id > $1.id }
            .filter { seen.insert("\($0.channel.rawValue) \($0.person)").inserted }
            .prefix(limit).map(\.self)
    }

    private init(_ message: SandboxMessage) {
        channel = message.channel
        person = message.recipient
        provider = message.provider
        number = message.sender
        preview = message.plainText
        at = message.at
        id = message.id
    }

    private init(_ action: PersonAction) {
        channel = action.channel
        person = action.from
        provider = action.provider
        number = action.to
        preview = action.text
        at = action.at
        id = action.id
    }
}
