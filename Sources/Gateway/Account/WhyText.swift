/// An explanation in words.
struct WhyText: Sendable {
    let words: Words
    let language: Language
    let time: PageTime

    func values(_ explained: JSONValue) -> [String: Any] {
        [
            "verdict": words(explained["matches"].flag == true ? "why_matches" : "why_differs", language),
            "conditions": explained["conditions"].values.map(condition),
            "outcome": outcome(explained["outcome"]),
        ]
    }

    private func condition(_ outcome: JSONValue) -> [String: Any] {
        [
            "condition": words("condition_\(outcome["condition"].written)", language),
            "wanted": plain(outcome["wanted"]), "stated": plain(outcome["stated"]),
            "holds": words(outcome["holds"].flag == true ? "yes" : "no", language),
        ]
    }

    private func plain(_ value: JSONValue) -> String {
        switch value.text {
        case nil: words("not_stated", language)
        case "true": words("yes", language)
        case "false": words("no", language)
        case .some(let text): text
        }
    }

    private func outcome(_ outcome: JSONValue) -> [String] {
        var lines: [String] = []
        if let at = moment(outcome["matched_at"]) {
            lines.append(words("outcome_matched", language, at))
        } else {
            lines.append(words("outcome_unmatched", language))
        }
        if outcome["dismissed"].flag == true { lines.append(words("outcome_dismissed", language)) }
        return lines + outcome["channels"].values.map(told)
    }

    private func told(_ told: JSONValue) -> String {
        let name = told["channel"].written == "whatsapp" ? "WhatsApp" : "Telegram"
        let state = words("told_\(told["state"].written)", language)
        let at = moment(told["accepted_at"]) ?? moment(told["due_at"])
        return "\(name): \(state)" + (at.map { ", \($0)" } ?? "")
    }

    private func moment(_ value: JSONValue) -> String? {
        value.text == nil ? nil : time.values(value)["at"] as? String
    }
}
