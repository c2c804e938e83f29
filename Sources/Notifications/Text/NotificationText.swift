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

    /// The message for `event`, whose listings are current. Where none of those that it carries is left, it says how
    /// many there are and where they can be read.
    /// - Parameter withPicture: false leaves the picture out, for when the provider could not fetch it.
    package func message(
        for event: NewListingsForFilter, in format: MessageFormat, withPicture: Bool = true
    ) -> OutgoingMessage {
        let phrases = Phrases.of(event.locale)
        let buttons = ListingButtons(phrases: phrases, event: event)
        if withPicture, let limit = format.captionLimit, let picture = Self.picture(of: event) {
            let text = text(for: event, in: format, limit: limit, phrases: phrases).text
            return OutgoingMessage(
                text: text, picture: picture, buttons: buttons.rows(shown: 1, in: format, withPicture: true),
                locale: phrases.locale)
        }
        let rows = { (shown: Int) in buttons.rows(shown: shown, in: format, withPicture: false) }
        let limit = rows(1).isEmpty ? format.textLimit : min(format.textLimit, format.replyButtons?.textLimit ?? .max)
        let (text, shown) = text(for: event, in: format, limit: limit, phrases: phrases)
        let preview = event.listings.prefix(shown).lazy.compactMap { WebLink.checked($0.facts.url) }.first
        return OutgoingMessage(text: text, preview: preview, buttons: rows(shown), locale: phrases.locale)
    }

    /// The first picture of an only listing that has an http(s) address.
    private static func picture(of event: NewListingsForFilter) -> String? {
        guard event.total == 1, let only = event.listings.first else { return nil }
        return only.facts.images.lazy.compactMap { WebLink.checked($0) }.first
    }

    private func text(
        for event: NewListingsForFilter, in format: MessageFormat, limit: Int, phrases: Phrases
    ) -> (text: String, shown: Int) {
        let most = min(format.maximumListings, event.listings.count)
        for count in stride(from: most, through: 0, by: -1) {
            for shortening in count <= 1 ? Shortening.steps + Shortening.lastSteps : Shortening.steps {
                let body = NotificationBody(
                    event: event, phrases: phrases, shown: count, shortening: shortening, accountURL: accountURL)
                let text = body.text(in: format)
                if text.length <= limit { return (text.text, count) }
            }
        }
        return (phrases.newListings, 0)
    }
}
