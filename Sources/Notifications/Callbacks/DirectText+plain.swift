extension DirectText {
    /// A text without any markup, such as the answer to a pressed button; nil when there is no such text.
    package func plain(_ key: DirectTextKey, parameters: [String: String] = [:], locale: String, limit: Int) -> String?
    {
        guard let template = Phrases.of(locale).direct[key] else { return nil }
        let text = parameters.merging(["app": appName]) { given, _ in given }.reduce(template) { text, parameter in
            text.replacing("{\(parameter.key)}", with: UserText.cleaned(parameter.value))
        }
        return LengthUnit.scalars.shortened(text, to: limit)
    }
}
