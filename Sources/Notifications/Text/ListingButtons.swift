import Contracts

/// The buttons below a notification.
struct ListingButtons {
    let phrases: Phrases
    let event: NewListingsForFilter

    /// The rows for a message of the first `shown` listings; none where the format has no buttons.
    func rows(shown: Int, in format: MessageFormat, withPicture: Bool) -> [[MessageButton]] {
        switch format.markup {
        case .telegramHTML: return rows(shown: shown)
        case .whatsApp:
            guard let replies = format.replyButtons, isAlone, shown > 0, replies.withPicture || !withPicture else {
                return []
            }
            return [self.replies(titleLimit: replies.titleLimit)]
        }
    }

    private var isAlone: Bool { event.total <= 1 }

    /// Telegram: for one listing open, not interested, pause; for several a numbered row each.
    private func rows(shown: Int) -> [[MessageButton]] {
        let listings = event.listings.prefix(shown)
        let open = listings.enumerated().compactMap { index, listing -> MessageButton? in
            guard let url = WebLink.checked(listing.facts.url), WebLink.suitsButton(url) else { return nil }
            return MessageButton(isAlone ? "🔗 \(phrases.buttons.open)" : "🔗 \(index + 1)", .open(url: url))
        }
        let hide = listings.enumerated().map { index, listing in
            MessageButton(
                isAlone ? "🙈 \(phrases.buttons.notInterested)" : "🙈 \(index + 1)",
                .callback(.notInterested(listing: listing.facts.id)))
        }
        let pause = MessageButton("⏸ \(phrases.buttons.pause)", .callback(.pause(filter: event.filter.id)))
        return [open, hide, [pause]].filter { !$0.isEmpty }
    }

    /// WhatsApp: not interested and pause; the link is in the text.
    private func replies(titleLimit: Int) -> [MessageButton] {
        let hide = event.listings.first.map {
            MessageButton(
                LengthUnit.utf16.shortened(phrases.buttons.notInterested, to: titleLimit),
                .callback(.notInterested(listing: $0.id)))
        }
        let pause = MessageButton(
            LengthUnit.utf16.shortened(phrases.buttons.pause, to: titleLimit),
            .callback(.pause(filter: event.filter.id)))
        return [hide, pause].compactMap(\.self)
    }
}
