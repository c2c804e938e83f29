/// What a provider can do beside sending a text.
package struct ProviderFeatures: Sendable, Equatable {
    /// Whether people may be written to freely only within 24 hours after they last wrote.
    package var hasWindow: Bool
    /// Whether approved templates can be sent, which need no open window.
    package var hasTemplates: Bool
    /// Whether a picture can be sent with its caption.
    package var hasPictures: Bool
    /// How many reply buttons a message may have; 0 for none.
    package var replyButtons: Int
    /// Whether list menus are sent as such.
    package var hasList: Bool
    /// Whether the same request sent again under the same delivery id is taken once: what is in doubt is then simply
    /// sent again.
    package var hasIdempotencyKey: Bool

    package init(
        hasWindow: Bool = false, hasTemplates: Bool = false, hasPictures: Bool = false, replyButtons: Int = 0,
        hasList: Bool = false, hasIdempotencyKey: Bool = false
    ) {
        self.hasWindow = hasWindow
        self.hasTemplates = hasTemplates
        self.hasPictures = hasPictures
        self.replyButtons = replyButtons
        self.hasList = hasList
        self.hasIdempotencyKey = hasIdempotencyKey
    }
}
