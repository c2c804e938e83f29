/// A rendered message, ready for its provider.
package struct OutgoingMessage: Sendable, Equatable {
    /// In the markup of the provider's format; the picture's caption if there is a picture.
    package var text: String
    /// The address of a picture that the provider fetches.
    package var picture: String?
    /// The link whose preview is shown; nil shows none.
    package var preview: String?
    /// Rows of buttons, where the provider has them.
    package var buttons: [[MessageButton]]
    /// An approved template; then it alone is sent, and `text` is empty.
    package var template: TemplateMessage?
    /// A menu of which one row can be chosen; `text` stands above it, without a picture or buttons. A provider that
    /// has no lists says it as a numbered text.
    package var list: ListMenu?
    /// The language of the message: `ru`, `en` or `it`; nil where it does not matter.
    package var locale: String?

    package init(
        text: String, picture: String? = nil, preview: String? = nil, buttons: [[MessageButton]] = [],
        template: TemplateMessage? = nil, list: ListMenu? = nil, locale: String? = nil
    ) {
        self.text = text
        self.picture = picture
        self.preview = preview
        self.buttons = buttons
        self.template = template
        self.list = list
        self.locale = locale
    }
}
