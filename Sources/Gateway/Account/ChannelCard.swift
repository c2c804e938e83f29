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
        let fields = FormValues.of(ChannelPagesController.fields, faults: faults) { form[$0] ?? written($0) }
        switch channel.channel {
        case .whatsapp: values["number"] = fields["phone_number"]
        // A chat's number proves nothing, so it is only asked for where nobody real is reached.
        case .telegram: if channel.mode == .sandbox { values["chat"] = fields["chat_id"] }
        }
        if channel.sentCode != nil, !state.isProved {
            values["sendsCodes"] = true
            // A code that was guessed wrong too often is gone, which is still to be said beside its field.
            if state.isLinked || faults?["code"] != nil { values["code"] = fields["code"] }
        }
        return values
    }

    /// What stands in a field before anybody writes: the number that is waiting for its proof.
    private func written(_ field: String) -> String {
        field == "phone_number" && state.isLinked && !state.isProved ? state.address : ""
    }

    private var stateText: String {
        if let reason = state.suspendedReason {
            return words("state_suspended", language, words.known("reason", reason, language))
        }
        if !state.isLinked { return words("state_none", language) }
        if !state.isProved { return words("state_waiting", language) }
        return words(state.isEnabled ? "state_on" : "state_off", language)
    }
}
