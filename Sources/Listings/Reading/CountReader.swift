/// Reads a count: rooms, bathrooms, floors.
struct CountReader {
    var range: ClosedRange<Int>
    /// For messages: `rooms`.
    var what: String

    func read(_ value: RawValue) -> Reading<Int> {
        switch value {
        case .null: .notStated
        case .number(let number): judge(number)
        case .text(let text): read(text)
        case .bool, .list, .unreadable: .wrong("must be a number of \(what) like \(example)")
        }
    }

    private var example: Int { max(2, range.lowerBound) }

    private func read(_ text: String) -> Reading<Int> {
        let text = String(text.prefix(NumberText.maximumScanned))
        if Placeholder.isEmpty(text) || Placeholder.isOnRequest(text) { return .notStated }
        let numbers = NumberText.all(in: withoutResidue(text))
        guard let number = numbers.first, numbers.count == 1 else {
            return unclear(text, numbers.isEmpty ? "holds no number" : "holds several numbers")
        }
        if number.before == "-" || number.before == "−" { return .wrong("is negative, must be a number of \(what)") }
        guard case .number(let count) = number.meaning else { return unclear(text, "is unclear") }
        return judge(count)
    }

    /// Scrapers glue the end of the price to the count (`1.200(-20.8%)2`), and portals explain it in brackets.
    private func withoutResidue(_ text: String) -> String {
        var text = text
        if text.contains("%") { text.replace(#/[0-9.,]+\(-?[0-9.,]+%\)/#, with: " ") }
        text.replace(#/\([^)]*\)/#, with: " ")
        return text
    }

    private func judge(_ number: Double) -> Reading<Int> {
        guard number.isFinite, number >= 0, number <= Double(range.upperBound) else {
            return .wrong("must be a number of \(what) from \(range.lowerBound) to \(range.upperBound)")
        }
        guard let count = Int(exactly: number) else {
            return .ambiguous("is no whole number, taken as not stated")
        }
        guard count >= range.lowerBound else { return .ambiguous("is \(count), taken as not stated") }
        return .stated(count)
    }

    private func unclear(_ text: String, _ why: String) -> Reading<Int> {
        .ambiguous("\(quoted(text)) \(why), taken as not stated")
    }
}

extension CountReader {
    static let rooms = CountReader(range: 1...ListingLimits.rooms, what: "rooms")
    static let bedrooms = CountReader(range: 0...ListingLimits.bedrooms, what: "bedrooms")
    static let bathrooms = CountReader(range: 0...ListingLimits.bathrooms, what: "bathrooms")
    static let totalFloors = CountReader(range: 1...ListingLimits.totalFloors, what: "floors")
}
