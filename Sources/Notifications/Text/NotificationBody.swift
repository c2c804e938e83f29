import Contracts

/// One attempt at a notification's text: so many listings, so much shortened.
struct NotificationBody {
    let event: NewListingsForFilter
    let phrases: Phrases
    let shown: Int
    let shortening: Shortening
    let accountURL: String?

    func text(in format: MessageFormat) -> MarkedText {
        var text = MarkedText(markup: format.markup, unit: format.unit)
        appendHeading(to: &text)
        for (index, listing) in event.listings.prefix(shown).enumerated() {
            text.append("\n\n")
            ListingLines(
                listing: listing, phrases: phrases, markup: format.markup, shortening: shortening,
                filter: event.filter.id
            ).append(to: &text, number: isAlone ? nil : index + 1)
        }
        appendRest(to: &text)
        appendAccount(to: &text)
        return text
    }

    private var isAlone: Bool { event.total <= 1 }

    private var heading: String {
        switch event.kind {
        case .newListings: "🏠 " + (isAlone ? phrases.newListing : phrases.newListings)
        case .priceDrop: "📉 " + (isAlone ? phrases.priceDrop : phrases.priceDrops)
        }
    }

    private func appendHeading(to text: inout MarkedText) {
        let (sign, words) = (heading.prefix(2), heading.dropFirst(2))
        text.append(String(sign))
        text.bold { $0.append(String(words)) }
        let name = text.unit.shortened(UserText.cleaned(event.filter.name), to: min(shortening.words, 120))
        text.append("\n")
        if !name.isEmpty {
            text.append("\n📍 \(phrases.filter): ")
            text.italic { $0.append(user: name) }
        }
        if !isAlone {
            text.append("\n📊 \(phrases.found): \(event.total) \(phrases.listings.form(for: event.total))")
        }
    }

    private func appendRest(to text: inout MarkedText) {
        let rest = event.total - shown
        guard rest > 0 else { return }
        text.append("\n\n")
        let words = phrases.more.filled(with: String(rest))
        if !shortening.withoutLinks, let link = WebLink.checked(event.moreURL) {
            text.append(link: link, label: words)
        } else {
            text.append(words)
        }
    }

    private func appendAccount(to text: inout MarkedText) {
        if shortening.isBare { return }
        text.append("\n\n💡 ")
        switch (text.markup, accountURL) {
        case (.telegramHTML, let url?): text.italic { $0.append(link: url, label: phrases.account) }
        case (.whatsApp, let url?):
            text.italic { $0.append(phrases.account) }
            text.append(": ")
            text.append(link: url)
        case (_, nil): text.italic { $0.append(phrases.account) }
        }
    }
}
