package import Contracts

/// Renders "new listings for filter" for one provider's format, in the person's language.
///
/// The longest text that fits is taken: first titles are shortened, then fewer listings shown, and a link is never
/// cut. The length is counted as the provider counts it.
package struct NotificationText: Sendable {
    /// Where people find their account; nil when there is no public address.
    let accountURL: String?

    package init(accountURL: String?) {
        self.accountURL = WebLink.checked(accountURL)
    }

    /// The message for `event`, whose listings are current and at least one.
    /// - Parameter withPicture: false leaves the picture out, for when the provider could not fetch it.
    package func message(
        for event: NewListingsForFilter, in format: MessageFormat, withPicture: Bool = true
    ) -> OutgoingMessage {
        let phrases = Phrases.of(event.locale)
        let buttons = format.markup == .telegramHTML ? ListingButtons(phrases: phrases, event: event) : nil
        if event.total == 1, let only = event.listings.first, withPicture, let limit = format.captionLimit,
            let picture = only.images.lazy.compactMap({ WebLink.checked($0) }).first
        {
            let text = text(for: event, in: format, limit: limit, phrases: phrases).text
            return OutgoingMessage(text: text, picture: picture, buttons: buttons?.rows(shown: 1) ?? [])
        }
        let (text, shown) = text(for: event, in: format, limit: format.textLimit, phrases: phrases)
        let preview = event.listings.prefix(shown).lazy.compactMap { WebLink.checked($0.url) }.first
        return OutgoingMessage(text: text, preview: preview, buttons: buttons?.rows(shown: shown) ?? [])
    }

    private func text(
        for event: NewListingsForFilter, in format: MessageFormat, limit: Int, phrases: Phrases
    ) -> (text: String, shown: Int) {
        let most = max(1, min(format.maximumListings, event.listings.count))
        for count in stride(from: most, through: 1, by: -1) {
            for shortening in count == 1 ? Shortening.steps + Shortening.lastSteps : Shortening.steps {
                let body = NotificationBody(
                    event: event, phrases: phrases, shown: count, shortening: shortening, accountURL: accountURL)
                let text = body.text(in: format)
                if text.length <= limit { return (text.text, count) }
            }
        }
        return (phrases.newListings, 0)
    }
}
