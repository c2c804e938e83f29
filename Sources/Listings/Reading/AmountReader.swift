/// Reads an amount: a price, an area.
struct AmountReader {
    /// What is an amount; outside it the row is refused.
    var range: ClosedRange<Double>
    /// Below this it is likelier to be a misreading than a fact, so it counts as not stated.
    var plausibleFrom: Double
    /// For messages: `a price in euros a month like 1350`.
    var example: String
    /// Words, folded, that make the amount one of something else: a price by the week, a size in hectares.
    var otherUnits: Set<String>
    /// Folded, taken out before the numbers are looked for: they may hold digits themselves.
    var ownUnits: [String]
    /// What follows the first amount of a line and says that the others are something else: `/mese`.
    var decisive: [String]

    func read(_ value: RawValue) -> Reading<Double> {
        switch value {
        case .null: .notStated
        case .number(let number): judge(number)
        case .text(let text): read(text)
        case .bool, .list, .unreadable: .wrong("must be \(example)")
        }
    }

    private func read(_ text: String) -> Reading<Double> {
        if Placeholder.isEmpty(text) || Placeholder.isOnRequest(text) { return .notStated }
        guard var line = text.split(whereSeparator: \.isNewline).lazy.map(\.trimmed).first(where: { !$0.isEmpty })
        else { return .notStated }
        line = TextFold.fold(line)
        for unit in ownUnits { line = line.replacing(unit, with: " ") }
        if !otherUnits.isDisjoint(with: TextFold.words(String(line.prefix(NumberText.maximumScanned)))) {
            return unclear(text, "is not \(example)")
        }
        let numbers = NumberText.all(in: line).filter { !$0.after.hasPrefix("%") && !$0.before.hasSuffix("(-") }
        guard let first = numbers.first else { return unclear(text, "holds no number") }
        if isNegative(first) || line.hasPrefix("-") || line.hasPrefix("−") {
            return .wrong("is negative, must be \(example)")
        }
        let stands = decisive.contains { first.after.hasPrefix($0) }
        guard numbers.count == 1 || stands else { return unclear(text, "holds several numbers") }
        guard !first.after.hasPrefix("e+"), !first.after.hasPrefix("k") else { return unclear(text, "is unclear") }
        return judge(first.meaning, text)
    }

    /// A minus directly before the number or its currency's sign; between letters or digits it is a hyphen.
    private func isNegative(_ number: NumberText) -> Bool {
        number.before.contains(where: { $0 == "-" || $0 == "−" })
            && !number.before.contains(where: { $0.isLetter || $0.isNumber })
    }

    private func judge(_ meaning: NumberText.Meaning, _ text: String) -> Reading<Double> {
        switch meaning {
        case .number(let number): return judge(number)
        case .grouped(let number, _) where range.contains(number): return judge(number)
        case .grouped(_, let decimal): return unclear(text, "may mean \(decimal)")
        case .unclear: return unclear(text, "has separators that fit no number")
        }
    }

    private func judge(_ number: Double) -> Reading<Double> {
        if number == 0 { return .ambiguous("is 0, taken as not stated") }
        guard number.isFinite, range.contains(number) else {
            return .wrong("must be \(example), at most \(Int(range.upperBound)) and not negative")
        }
        guard number >= plausibleFrom else { return .ambiguous("is too small to be \(example), taken as not stated") }
        return .stated(number)
    }

    private func unclear(_ text: String, _ why: String) -> Reading<Double> {
        .ambiguous("\(quoted(text)) \(why), taken as not stated")
    }
}

/// A bounded quotation of a field's text, for warnings.
func quoted(_ text: String) -> String {
    let start = text.cut(to: 80)
    let words = start.collapsed
    let shown = words.cut(to: 40)
    let isWhole = start.endIndex == text.endIndex && shown.endIndex == words.endIndex
    return isWhole ? "\"\(shown)\"" : "\"\(shown)…\""
}

extension AmountReader {
    static let price = AmountReader(
        range: 0...ListingLimits.price, plausibleFrom: 10, example: "a price a month like 1350",
        otherUnits: [
            "settimana", "settimanale", "settimanali", "week", "weekly", "notte", "notti", "night", "nightly", "giorno",
            "giorni", "giornaliero", "day", "daily", "anno", "annuo", "annui", "annuale", "annuali", "year", "yearly",
            "mq", "m2", "m²", "mila", "mln", "milione", "milioni", "da", "from", "partire", "неделя", "сутки", "год",
        ],
        ownUnits: [], decisive: ["/mese", "/month", "/mo", "€/mese", "/мес"])

    static let area = AmountReader(
        range: 0...ListingLimits.area, plausibleFrom: 5, example: "an area in square metres like 70",
        otherUnits: ["ha", "ettaro", "ettari", "ft", "sqft", "feet", "acri", "acre", "acres", "km", "da", "from"],
        ownUnits: [
            "m²", "m2", "m^2", "mq.", "mq", "mtq", "metri quadrati", "metri quadri", "metri", "sqm", "sq m", "кв.м",
            "кв. м", "м²", "м2",
        ], decisive: [])
}
