import Contracts

/// The buttons below a notification: for one listing open, not interested, pause; for several a numbered row each.
struct ListingButtons {
    let phrases: Phrases
    let event: NewListingsForFilter

    func rows(shown: Int) -> [[MessageButton]] {
        let listings = event.listings.prefix(shown)
        let isAlone = event.total <= 1
        let open = listings.enumerated().compactMap { index, listing -> MessageButton? in
            guard let url = WebLink.checked(listing.url), WebLink.suitsButton(url) else { return nil }
            return MessageButton(isAlone ? "🔗 \(phrases.buttons.open)" : "🔗 \(index + 1)", .open(url: url))
        }
        let hide = listings.enumerated().map { index, listing in
            MessageButton(
                isAlone ? "🙈 \(phrases.buttons.notInterested)" : "🙈 \(index + 1)",
                .callback(.notInterested(listing: listing.id)))
        }
        let pause = MessageButton("⏸ \(phrases.buttons.pause)", .callback(.pause(filter: event.filter.id)))
        return [open, hide, [pause]].filter { !$0.isEmpty }
    }
}
