/// Renders the messages that answer somebody.
package struct DirectText: Sendable {
    /// What `{app}` becomes when the row does not say.
    let appName: String

    package init(appName: String) {
        self.appName = appName
    }

    /// The message for `key`, or nil when there is no such text.
    package func message(
        key: String, parameters: [String: String], locale: String, in format: MessageFormat
    ) -> OutgoingMessage? {
        guard let key = DirectTextKey(rawValue: key), let template = Phrases.of(locale).direct[key] else { return nil }
        for limit in [1_000, 300, 60] {
            var text = filled(template, parameters, format: format, limit: limit)
            if key == .filters { FilterMenu(parameters: parameters).appendCommands(to: &text, nameLimit: limit) }
            guard text.length <= format.textLimit else { continue }
            let list = key == .menu ? FilterMenu(parameters: parameters).list(Phrases.of(locale)) : nil
            return OutgoingMessage(text: text.text, buttons: buttons(key, in: format), list: list)
        }
        return nil
    }

    /// Telegram: the languages below the settings.
    private func buttons(_ key: DirectTextKey, in format: MessageFormat) -> [[MessageButton]] {
        guard format.markup == .telegramHTML, key == .settings || key == .settingsQuiet else { return [] }
        let names = [("ru", "Русский"), ("en", "English"), ("it", "Italiano")]
        return [names.map { locale, name in MessageButton(name, .callback(.language(locale))) }]
    }

    private func filled(
        _ template: String, _ parameters: [String: String], format: MessageFormat, limit: Int
    ) -> MarkedText {
        var text = MarkedText(markup: format.markup, unit: format.unit)
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            text.append(user: String(rest[..<open]))
            let name = String(rest[rest.index(after: open)..<close])
            let value = parameters[name] ?? (name == "app" ? appName : "")
            text.append(user: format.unit.shortened(UserText.cleaned(value), to: limit))
            rest = rest[rest.index(after: close)...]
        }
        text.append(user: String(rest))
        return text
    }
}
