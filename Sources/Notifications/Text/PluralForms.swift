/// A noun in the forms that a language needs after a number.
package struct PluralForms: Sendable {
    /// How a language chooses among the forms.
    package enum Rule: Sendable {
        /// One form for 1, another for everything else: English, Italian.
        case oneAndOther
        /// CLDR's `one`, `few`, `many` for whole numbers: Russian.
        case eastSlavic
    }

    let rule: Rule
    let one: String
    /// Used only by `eastSlavic`.
    let few: String
    let many: String

    init(rule: Rule, one: String, few: String = "", many: String) {
        self.rule = rule
        self.one = one
        self.few = few
        self.many = many
    }

    /// The form that goes with `count`: 1 объявление, 3 объявления, 5 объявлений, 11 объявлений, 21 объявление.
    package func form(for count: Int) -> String {
        switch rule {
        case .oneAndOther:
            return count == 1 ? one : many
        case .eastSlavic:
            let lastTwo = abs(count % 100)
            let last = lastTwo % 10
            if (11...14).contains(lastTwo) { return many }
            if last == 1 { return one }
            return (2...4).contains(last) ? few : many
        }
    }
}
