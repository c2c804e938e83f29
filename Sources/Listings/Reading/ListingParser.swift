package import Foundation

/// Makes a listing of what a portal prints. What is ambiguous counts as not stated, with a warning; what is clearly
/// wrong refuses the row, naming the field.
package struct ListingParser: Sendable {
    private let dates: DateReader

    /// - Parameter now: what counts as the future of a publication date.
    package init(now: Date = Date()) { dates = DateReader(now: now) }

    /// A row as it was cut out of a body; nil stands for what is no JSON.
    package func parse(_ row: ListingRow) -> ParsedListing {
        guard let raw = row.raw else { return Self.refused("must be JSON in UTF-8") }
        return parse(raw)
    }

    package func parse(_ raw: RawListing) -> ParsedListing {
        guard raw.isObject else { return Self.refused("must be a JSON object") }
        var row = RowReader(raw)
        let outcome = outcome(&row)
        return ParsedListing(
            outcome: row.errors.isEmpty ? outcome : .refused, errors: row.errors, warnings: row.warnings,
            ignoredFields: raw.ignoredFields)
    }

    private static func refused(_ detail: String) -> ParsedListing {
        ParsedListing(outcome: .refused, errors: [FieldError("row", detail)], warnings: [], ignoredFields: [])
    }

    private func outcome(_ row: inout RowReader) -> ParsedListing.Outcome {
        let source = row.required(.source, example: "a portal's name like idealista", readSource)
        let externalID = row.required(
            .externalID, example: "the portal's own id", TextReader(limit: ListingLimits.externalID).readWhole)
        let isRemoved = row.value(.removed, ChoiceReader.plain.read) == true
        let isActive = row.value(.isActive, ChoiceReader.plain.read) != false
        if let source, let externalID, isRemoved || !isActive {
            return .removal(source: source, externalID: externalID)
        }
        let url = row.required(.url, example: "the listing's address", readURL)
        let city = row.required(.city, example: "a city's name", readCity)
        guard let source, let externalID, let url, let city else { return .refused }
        var listing = Listing(source: source, externalID: externalID, url: url, title: "", city: city)
        readNumbers(&row, into: &listing)
        readWords(&row, into: &listing)
        readPlace(&row, into: &listing)
        listing.images = readImages(&row)
        listing.publishedAt = row.value(.publishedAt, dates.read)
        listing.title = readText(.title, ListingLimits.title, &row) ?? listing.place
        return .listing(listing)
    }

    private func readNumbers(_ row: inout RowReader, into listing: inout Listing) {
        listing.rooms = row.value(.rooms, CountReader.rooms.read)
        listing.bedrooms = row.value(.bedrooms, CountReader.bedrooms.read)
        listing.bathrooms = row.value(.bathrooms, CountReader.bathrooms.read)
        listing.totalFloors = row.value(.totalFloors, CountReader.totalFloors.read)
        listing.area = row.value(.area, AmountReader.area.read)
        readPrice(&row, into: &listing)
    }

    private func readWords(_ row: inout RowReader, into listing: inout Listing) {
        listing.description = readText(.description, ListingLimits.description, keepsLines: true, &row)
        listing.floor = readText(.floor, ListingLimits.floor, &row).map(FloorText.normalised)
        listing.furnished = row.value(.furnished, ChoiceReader.furnished.read)
        listing.petsAllowed = row.value(.petsAllowed, ChoiceReader.pets.read)
        listing.advertiser = row.value(.advertiser) { value in
            ChoiceReader.advertiser.read(value).map { $0 ? .private : .agency }
        }
        guard let word = readText(.propertyType, ListingLimits.propertyType, &row) else { return }
        listing.propertyType = PropertyType(portalWord: word)
        guard listing.propertyType == nil else { return }
        listing.propertyTypeAsWritten = word
        row.warn(ListingField.propertyType.rawValue, "\(quoted(word)) is no known type, counts as not stated")
    }

    /// Text that is cut, with a warning, where it is too long.
    func readText(
        _ field: ListingField, _ limit: Int, keepsLines: Bool = false, _ row: inout RowReader
    ) -> String? {
        let reader = TextReader(limit: limit, keepsLines: keepsLines)
        if let value = row.fields[field], reader.cuts(value) {
            row.warn(field.rawValue, "is longer than \(limit) characters, the rest was left out")
        }
        return row.value(field, reader.read)
    }
}

extension Listing {
    /// A title for a listing without one: where it is.
    fileprivate var place: String {
        [address ?? district, city].compactMap(\.self).joined(separator: ", ")
    }
}
