extension ListingParser {
    func readSource(_ value: RawValue) -> Reading<String> {
        if case .null = value { return .notStated }
        guard case .text(let text) = value else { return .wrong("must be a portal's name like idealista") }
        if text.trimmed.isEmpty { return .notStated }
        guard let source = Source.canonical(text) else {
            return .wrong("must be a portal's name of at most \(Source.maximumLength) letters, digits, - and _")
        }
        return .stated(source)
    }

    func readURL(_ value: RawValue) -> Reading<String> {
        if case .null = value { return .notStated }
        guard case .text(let text) = value else { return .wrong("must be an address as text") }
        return text.trimmed.isEmpty ? .notStated : WebAddress.read(text)
    }

    func readCity(_ value: RawValue) -> Reading<String> {
        if case .null = value { return .notStated }
        guard case .text = value else { return .wrong("must be a city's name") }
        let reading = TextReader(limit: ListingLimits.city).readWhole(value)
        guard case .stated(let city) = reading else { return reading }
        let hasLetter = city.utf8.contains { (0x61...0x7A).contains($0 | 0x20) } || city.contains(where: \.isLetter)
        return hasLetter ? reading : .wrong("must be a city's name, with letters")
    }

    /// The price with its currency. A sign in the price's text that contradicts the stated currency makes the price
    /// ambiguous.
    func readPrice(_ row: inout RowReader, into listing: inout Listing) {
        let stated = row.value(.priceCurrency, Self.readCurrency)
        let printed = Currency.printed(in: row.fields[.price])
        listing.priceCurrency = stated ?? printed ?? "EUR"
        if let stated, let printed, stated != printed {
            row.warn(ListingField.price.rawValue, "is in \(printed) while price_currency is \(stated), not stated")
            return
        }
        listing.price = row.value(.price, AmountReader.price.read)
    }

    private static func readCurrency(_ value: RawValue) -> Reading<String> {
        if case .null = value { return .notStated }
        guard case .text(let text) = value else { return .wrong("must be a currency's code like EUR") }
        if Placeholder.isEmpty(text) { return .notStated }
        guard let code = Currency.code(text.trimmed) else {
            return .wrong("\(quoted(text)) must be a currency's code like EUR")
        }
        return .stated(code)
    }

    func readPlace(_ row: inout RowReader, into listing: inout Listing) {
        listing.address = readText(.address, ListingLimits.address, &row)
        listing.district = readText(.district, ListingLimits.district, &row)
        listing.postalCode = readText(.postalCode, ListingLimits.postalCode, &row)
        let latitude = row.value(.latitude, CoordinateReader.latitude)
        let longitude = row.value(.longitude, CoordinateReader.longitude)
        switch (latitude, longitude) {
        case (0.0?, 0.0?): row.warn("latitude", "and longitude are both 0, taken as not stated")
        case (let latitude?, let longitude?): (listing.latitude, listing.longitude) = (latitude, longitude)
        case (nil, nil): break
        case (nil, _): row.warn("longitude", "is stated without latitude, taken as not stated")
        case (_, nil): row.warn("latitude", "is stated without longitude, taken as not stated")
        }
    }

    /// Pictures that are no web addresses are left out: they never cost the listing.
    func readImages(_ row: inout RowReader) -> [String] {
        let values: [RawValue]
        switch row.fields[.images] {
        case nil, .null?: return []
        case .list(let list)?: values = list
        case .text(let text)?: values = text.trimmed.isEmpty ? [] : [.text(text)]
        case .number?, .bool?, .unreadable?:
            row.refuse(ListingField.images.rawValue, "must be a list of addresses")
            return []
        }
        if values.count > ListingLimits.images {
            row.warn(ListingField.images.rawValue, "only the first \(ListingLimits.images) are kept")
        }
        var images: [String] = []
        for (index, value) in values.prefix(ListingLimits.images).enumerated() {
            if case .text(let text) = value, case .stated(let url) = WebAddress.read(text) {
                if !images.contains(url) { images.append(url) }
            } else {
                row.warn("images[\(index)]", "is no address with https:// or http://, left out")
            }
        }
        return images
    }
}
