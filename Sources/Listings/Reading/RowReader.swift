/// Reads the fields of one row, and gathers what is wrong or doubtful.
struct RowReader {
    let fields: RawFields
    private(set) var errors: [FieldError] = []
    private(set) var warnings: [FieldError] = []

    init(_ raw: RawListing) { fields = raw.fields }

    /// The field's value, if it states one.
    mutating func value<Value>(_ field: ListingField, _ read: (RawValue) -> Reading<Value>) -> Value? {
        guard let raw = fields[field] else { return nil }
        return take(read(raw), field.rawValue)
    }

    /// The field's value; without one the row is refused.
    mutating func required<Value>(
        _ field: ListingField, example: String, _ read: (RawValue) -> Reading<Value>
    ) -> Value? {
        let before = errors.count
        let value = value(field, read)
        if value == nil, errors.count == before { refuse(field.rawValue, "is missing, must be \(example)") }
        return value
    }

    mutating func take<Value>(_ reading: Reading<Value>, _ field: String) -> Value? {
        switch reading {
        case .stated(let value): return value
        case .notStated: return nil
        case .ambiguous(let detail): warn(field, detail)
        case .wrong(let detail): refuse(field, detail)
        }
        return nil
    }

    mutating func warn(_ field: String, _ detail: String) { warnings.append(FieldError(field, detail)) }

    mutating func refuse(_ field: String, _ detail: String) { errors.append(FieldError(field, detail)) }
}
