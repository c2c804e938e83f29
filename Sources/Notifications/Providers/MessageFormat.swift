/// What a provider's texts must keep to.
package struct MessageFormat: Sendable {
    package let markup: Markup
    package let unit: LengthUnit
    /// The longest text, in `unit`.
    package let textLimit: Int
    /// The longest caption of a picture, in `unit`; nil where pictures are not sent.
    package let captionLimit: Int?
    /// How many listings one message shows.
    package let maximumListings: Int
    /// WhatsApp's reply buttons; nil where the provider has none.
    package let replyButtons: ReplyButtonFormat?

    package init(
        markup: Markup, unit: LengthUnit, textLimit: Int, captionLimit: Int?, maximumListings: Int,
        replyButtons: ReplyButtonFormat? = nil
    ) {
        self.markup = markup
        self.unit = unit
        self.textLimit = textLimit
        self.captionLimit = captionLimit
        self.maximumListings = maximumListings
        self.replyButtons = replyButtons
    }
}

/// What WhatsApp's reply buttons, and a text above them, must keep to. Lengths are UTF-16 units.
package struct ReplyButtonFormat: Sendable, Equatable {
    package let count: Int
    package let titleLimit: Int
    /// The longest text that may have buttons.
    package let textLimit: Int
    /// Whether a picture may stand above them in the same message.
    package let withPicture: Bool

    package init(count: Int = 3, titleLimit: Int = 20, textLimit: Int = 1_024, withPicture: Bool) {
        self.count = count
        self.titleLimit = titleLimit
        self.textLimit = textLimit
        self.withPicture = withPicture
    }
}
