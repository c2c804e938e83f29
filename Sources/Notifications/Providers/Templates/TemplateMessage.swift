/// An approved template with what goes into it.
package struct TemplateMessage: Sendable, Equatable {
    package let name: TemplateName
    /// `ru`, `en` or `it`: the language of the parameters.
    package let locale: String
    /// `{{1}}`, `{{2}}`, … in order, cleaned by `TemplateParameter`.
    package let parameters: [String]

    package init(name: TemplateName, locale: String, parameters: [String]) {
        self.name = name
        self.locale = locale
        self.parameters = parameters
    }
}
