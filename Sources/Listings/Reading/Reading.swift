/// What a field of a row comes to.
enum Reading<Value> {
    case stated(Value)
    /// Absent, null, or one of the ways to say so: `NA`, `nan`, `su richiesta`.
    case notStated
    /// It says something, but not one thing: taken as not stated, with a warning.
    case ambiguous(String)
    /// It cannot be: the row is refused.
    case wrong(String)

    /// The same with another value.
    func map<Other>(_ transform: (Value) -> Other) -> Reading<Other> {
        switch self {
        case .stated(let value): .stated(transform(value))
        case .notStated: .notStated
        case .ambiguous(let detail): .ambiguous(detail)
        case .wrong(let detail): .wrong(detail)
        }
    }
}
