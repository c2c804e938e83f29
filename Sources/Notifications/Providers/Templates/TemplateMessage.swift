/// An approved template with what goes into it.
package struct TemplateMessage: Sendable, Equatable {
    package let name: TemplateName
    /// `ru`, `en` or `it`: the language of the parameters.
    package let locale: String
    /// `{{1}}`, `{{2}}`, … in order, cleaned by `TemplateParameter`.
    package let parameters: [String]
    /// What the template's own button copies: Meta's templates for codes want it told again. Nil: it has no such button.
    package let copied: String?

    package init(name: TemplateName, locale: String, parameters: [String], copied: String? = nil) {
        self.name = name
        self.locale = locale
        self.parameters = parameters
        self.copied = copied
    }
}
