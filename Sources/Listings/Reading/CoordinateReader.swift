/// Reads a latitude or a longitude in degrees.
enum CoordinateReader {
    static func latitude(_ value: RawValue) -> Reading<Double> { read(value, limit: 90) }
    static func longitude(_ value: RawValue) -> Reading<Double> { read(value, limit: 180) }

    private static func read(_ value: RawValue, limit: Double) -> Reading<Double> {
        let wrong = Reading<Double>.wrong("must be degrees from -\(Int(limit)) to \(Int(limit))")
        switch value {
        case .null: return .notStated
        case .number(let degrees): return abs(degrees) <= limit ? .stated(degrees) : wrong
        case .text(let text):
            if Placeholder.isEmpty(text) { return .notStated }
            guard let degrees = degrees(text) else {
                return .ambiguous("\(quoted(text)) is no number of degrees, taken as not stated")
            }
            return abs(degrees) <= limit ? .stated(degrees) : wrong
        case .bool, .list, .unreadable: return wrong
        }
    }

    /// `45.4555`, `42.` and, with a decimal comma, `45,4642`.
    private static func degrees(_ text: String) -> Double? {
        var text = text.trimmed
        guard text.count <= 40 else { return nil }
        if !text.contains(".") { text = text.replacing(",", with: ".") }
        if text.hasSuffix(".") { text += "0" }
        return Double(text)
    }
}
