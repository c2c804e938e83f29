package import Contracts

extension NotificationText {
    /// `event` as an approved template, for when the person may not be written to freely: `{{1}}` the filter,
    /// `{{2}}` how many listings with their noun, `{{3}}` the best listing on one line, `{{4}}` where all can be read.
    ///
    /// The four together have at most 824 UTF-16 units, unless the link alone is longer: a template's body with its
    /// values is limited to 1,024.
    /// - Parameter event: has at least one listing, and all are current.
    package func template(for event: NewListingsForFilter, name: TemplateName) -> OutgoingMessage {
        let phrases = Phrases.of(event.locale)
        let link = WebLink.checked(event.moreURL) ?? accountURL ?? "…"
        let count = "\(event.total) \(phrases.listings.form(for: event.total))"
        let room = max(60, 824 - Self.filterLimit - count.utf16.count - link.utf16.count)
        let best = event.listings.first.map { BestListingLine(listing: $0, phrases: phrases).text } ?? ""
        let template = TemplateMessage(
            name: name, locale: phrases.locale,
            parameters: [
                TemplateParameter.cleaned(filter(event, phrases), limit: Self.filterLimit), count,
                TemplateParameter.cleaned(best, limit: min(room, 400)), link,
            ])
        return OutgoingMessage(text: "", template: template, locale: phrases.locale)
    }

    private static let filterLimit = 80

    private func filter(_ event: NewListingsForFilter, _ phrases: Phrases) -> String {
        let name = UserText.cleaned(event.filter.name)
        return name.isEmpty ? event.filter.city ?? phrases.filter : name
    }
}

/// A listing in one line: title, price, rooms, area, place.
struct BestListingLine {
    let listing: AnnouncedListing
    let phrases: Phrases

    var text: String {
        let lines = ListingLines(
            listing: listing, phrases: phrases, markup: .whatsApp, shortening: Shortening(words: 120, isBare: true),
            filter: 0)
        let title = LengthUnit.utf16.shortened(UserText.cleaned(listing.title), to: 120)
        let parts = [title] + lines.facts + [LengthUnit.utf16.shortened(lines.place, to: 120)]
        return parts.filter { !$0.isEmpty }.joined(separator: " • ")
    }
}
