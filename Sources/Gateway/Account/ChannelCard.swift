import Contracts

/// One channel on its page.
struct ChannelCard: Sendable {
    let channel: ChannelRoutes
    let state: ChannelState
    let words: Words
    let language: Language

    func values(_ faults: FormFaults?, form: PageForm) -> [String: Any] {
        var values: [String: Any] = [
            "channel": channel.channel.rawValue, "name": channel.name, "state": state.word, "stateText": stateText,
            "linked": state.isLinked, "proved": state.isProved, "enabled": state.isEnabled,
            "isOff": channel.mode == .off, "canLink": channel.mode != .off && !state.isProved,
            "linkLabel": words("link_\(channel.channel.rawValue)", language),
        ]
        if !state.address.isEmpty { values["address"] = state.address }
        let field = FormValues.of([fieldName], faults: faults) { form[$0] ?? "" }[fieldName]
        switch channel.channel {
        case .whatsapp: values["number"] = field
        // A chat's number proves nothing, so it is only asked for where nobody real is reached.
        case .telegram: if channel.mode == .sandbox { values["chat"] = field }
        }
        return values
    }

    private var fieldName: String { channel.channel == .whatsapp ? "phone_number" : "chat_id" }

    private var stateText: String {
        if let reason = state.suspendedReason {
            return words("state_suspended", language, words.known("reason", reason, language))
        }
        if !state.isLinked { return words("state_none", language) }
        if !state.isProved { return words("state_waiting", language) }
        return words(state.isEnabled ? "state_on" : "state_off", language)
    }
}
