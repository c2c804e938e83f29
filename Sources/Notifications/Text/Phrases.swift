/// Everything that messages say in one language. Another language is another value of this type.
package struct Phrases: Sendable {
    /// `{n}` stands for a number.
    struct Floors: Sendable {
        let ground: String
        let raised: String
        let numbered: String
    }

    struct Buttons: Sendable {
        let open: String
        let notInterested: String
        let pause: String
    }

    /// The words of the menu of filters.
    struct Menu: Sendable {
        let button: String
        let pause: String
        let resume: String
        /// How to choose where there is no button.
        let answer: String
    }

    /// The language's code, as `users.locale` has it.
    package let locale: String
    let decimalMark: String
    let newListing: String
    let newListings: String
    let priceDrop: String
    let priceDrops: String
    let filter: String
    let found: String
    let listings: PluralForms
    let perMonth: String
    let was: String
    let rooms: String
    let squareMetres: String
    let source: String
    let alsoAt: String
    let otherFilters: String
    let more: String
    let account: String
    let floors: Floors
    let buttons: Buttons
    let menu: Menu
    /// The direct messages by key, with `{name}` where a parameter goes.
    let direct: [DirectTextKey: String]

    /// The languages that there are.
    package static let locales: Set<String> = ["ru", "en", "it"]

    /// The phrases of `locale`; Russian, the product's first language, where it is not known.
    package static func of(_ locale: String) -> Phrases {
        switch locale {
        case "en": english
        case "it": italian
        default: russian
        }
    }
}
