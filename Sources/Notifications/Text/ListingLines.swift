import Contracts

/// How far a text is shortened, from not at all to what always fits.
struct Shortening: Sendable, Equatable {
    /// The longest title, in the provider's unit; nil for the whole.
    var title: Int?
    /// The longest place, filter name and the like.
    var words: Int
    /// Whether the lines that are not needed to recognise a listing are left out.
    var isBare: Bool
    /// Whether links that are too long for any message are left out.
    var withoutLinks = false

    /// In the order in which they are tried for a number of listings.
    static let steps: [Shortening] = [
        Shortening(title: nil, words: 300, isBare: false),
        Shortening(title: 200, words: 300, isBare: false),
        Shortening(title: 120, words: 200, isBare: false),
        Shortening(title: 80, words: 120, isBare: false),
        Shortening(title: 50, words: 80, isBare: false),
    ]

    /// Tried when not even one listing fits.
    static let lastSteps: [Shortening] = [
        Shortening(title: 50, words: 60, isBare: true),
        Shortening(title: 50, words: 60, isBare: true, withoutLinks: true),
    ]
}

/// The lines of one listing.
struct ListingLines {
    let listing: AnnouncedListing
    let phrases: Phrases
    let markup: Markup
    let shortening: Shortening
    /// The filter that the message speaks for; others that found the listing are named.
    let filter: Int64

    /// - Parameter number: its place in the message; nil when it is alone.
    func append(to text: inout MarkedText, number: Int?) {
        appendTitle(to: &text, number: number)
        appendFacts(to: &text)
        line("📍 ", place, in: &text)
        if !shortening.withoutLinks, let link = WebLink.checked(listing.facts.url) {
            text.append("\n🔗 ")
            text.append(link: link)
        }
        if shortening.isBare { return }
        text.append("\n📱 \(phrases.source): ")
        text.append(user: SourceName.shown(listing.facts.source))
        appendOthers(to: &text)
    }

    private func appendTitle(to text: inout MarkedText, number: Int?) {
        let title = UserText.cleaned(listing.facts.title)
        let shown = shortening.title.map { text.unit.shortened(title, to: $0) } ?? title
        text.bold { bold in
            if let number { bold.append("\(number). ") }
            bold.append(user: shown.isEmpty ? SourceName.shown(listing.facts.source) : shown)
        }
    }

    /// Price, rooms, area and, where the markup is rich, floor; a fact that is not known leaves no separator behind.
    private func appendFacts(to text: inout MarkedText) {
        var shown = zip(["💰", "🚪", "📐"], [price, rooms, area]).compactMap { sign, fact in fact.map { "\(sign) \($0)" } }
        if markup == .telegramHTML, let floor { shown.append("🏢 " + floor) }
        guard !shown.isEmpty else { return }
        text.append("\n")
        for (index, fact) in shown.enumerated() {
            if index > 0 { text.append(" • ") }
            text.append(user: fact)
        }
    }

    /// Price, rooms and area, without those that are not known.
    var facts: [String] { [price, rooms, area].compactMap(\.self) }

    private var rooms: String? {
        listing.facts.rooms.flatMap { $0 > 0 ? "\($0) \(phrases.rooms)" : nil }
    }

    private var area: String? {
        guard let area = listing.facts.area, area > 0 else { return nil }
        return NumberText.text(area, decimalMark: phrases.decimalMark).map { "\($0) \(phrases.squareMetres)" }
    }

    private var price: String? {
        guard let price = listing.facts.price, price > 0, let now = money(price) else { return nil }
        guard let previous = listing.previousPrice, previous > price, let before = money(previous) else {
            return now + phrases.perMonth
        }
        return "\(now)\(phrases.perMonth) (\(phrases.was) \(before))"
    }

    private func money(_ amount: Double) -> String? {
        NumberText.money(amount, currency: listing.facts.priceCurrency, decimalMark: phrases.decimalMark)
    }

    private var floor: String? {
        guard let floor = listing.facts.floor.map(UserText.cleaned), !floor.isEmpty, floor.count <= 20 else {
            return nil
        }
        switch floor.uppercased() {
        case "T": return phrases.floors.ground
        case "R": return phrases.floors.raised
        default: return phrases.floors.numbered.filled(with: floor)
        }
    }

    /// The address, else the district; then the city unless it is in there already.
    var place: String {
        let city = UserText.cleaned(listing.facts.city)
        let known = [listing.facts.address, listing.facts.district].lazy.compactMap { $0.map(UserText.cleaned) }
        guard let where_ = known.first(where: { !$0.isEmpty }) else { return city }
        return city.isEmpty || PlaceWords.contain(where_, city) ? where_ : "\(where_), \(city)"
    }

    private func appendOthers(to text: inout MarkedText) {
        let others = listing.filters.filter { $0.id != filter }.map { "«\(UserText.cleaned($0.name))»" }
        line("🔎 \(phrases.otherFilters): ", others.joined(separator: ", "), in: &text)
        for other in listing.alsoAt.prefix(3) {
            guard let link = WebLink.checked(other.url) else { continue }
            text.append("\n↪️ \(phrases.alsoAt): ")
            text.append(link: link, label: SourceName.shown(other.source))
        }
    }

    private func line(_ sign: String, _ words: String, in text: inout MarkedText) {
        guard !words.isEmpty else { return }
        text.append("\n" + sign)
        text.append(user: text.unit.shortened(words, to: shortening.words))
    }
}
