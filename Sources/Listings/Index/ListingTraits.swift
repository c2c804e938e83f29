/// What a listing is, as bits: the five types, furnished or not, pets or none, whose it is. A listing has the bits of
/// what it states; a filter names the bits that it does not want.
enum ListingTraits {
    /// Traits that a filter may not want; each is a row of a block.
    static let count = 10

    private static let furnishedShift: UInt16 = 5
    private static let petsShift: UInt16 = 7
    private static let agency: UInt16 = 1 << 9

    static func stated(by listing: PreparedListing) -> UInt16 {
        let advertiser = listing.advertisers == Choice.no ? agency : 0
        return known(listing.types, of: typeBits) | known(listing.furnished, of: bothBits) << furnishedShift
            | known(listing.pets, of: bothBits) << petsShift | advertiser
    }

    static func unwanted(by conditions: FilterConditions) -> UInt16 {
        unwanted(PropertyTypes.bits(conditions.propertyTypes), of: typeBits)
            | unwanted(Choice.bits(conditions.furnished), of: bothBits) << furnishedShift
            | unwanted(Choice.bits(conditions.petsAllowed), of: bothBits) << petsShift
            | (conditions.privateOnly ? agency : 0)
    }

    private static let typeBits: UInt8 = 0b11111
    private static let bothBits = Choice.yes | Choice.no

    /// What is not stated has every bit set.
    private static func known(_ bits: UInt8, of all: UInt8) -> UInt16 { bits & all == all ? 0 : UInt16(bits & all) }

    private static func unwanted(_ wanted: UInt8, of all: UInt8) -> UInt16 { UInt16(~wanted & all) }
}
