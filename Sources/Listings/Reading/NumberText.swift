/// A number as a portal prints it: digits with separators whose meaning differs between languages.
struct NumberText {
    /// Digits, `.`, `,` and the signs that group thousands.
    let text: String
    /// What stands directly around it, as far as the next blank, folded.
    let before: String
    let after: String

    /// What the number may mean.
    enum Meaning: Equatable {
        case number(Double)
        /// A separator before exactly three digits: thousands in Italian, unless only the decimal is possible.
        case grouped(Double, orDecimal: Double)
        case unclear
    }

    /// `1.350` means 1350, `1350,50` and `1350.5` mean decimals, `1.350,50` and `1,350.50` have both.
    var meaning: Meaning {
        let separators = text.filter { $0 == "." || $0 == "," }
        let plain = text.filter { $0.isASCII && $0.isNumber || $0 == "." || $0 == "," }
        guard let last = separators.last else { return Self.number(plain) }
        if separators.contains(where: { $0 != last }) { return Self.mixed(plain, decimalMark: last) }
        if separators.count > 1 { return Self.thousands(plain, mark: last) }
        return Self.single(plain, mark: last)
    }

    private static func number(_ digits: some StringProtocol) -> Meaning {
        Double(String(digits)).map(Meaning.number) ?? .unclear
    }

    /// `1.350,50`: the last mark is the decimal one, the other groups by three.
    private static func mixed(_ text: String, decimalMark: Character) -> Meaning {
        let parts = text.split(separator: decimalMark, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].allSatisfy(\.isNumber) else { return .unclear }
        let groupMark: Character = decimalMark == "." ? "," : "."
        guard case .number(let whole) = thousands(String(parts[0]), mark: groupMark),
            let fraction = Double("0." + (parts[1].isEmpty ? "0" : parts[1]))
        else { return .unclear }
        return .number(whole + fraction)
    }

    /// `1.250.000`: every group after the first has three digits.
    private static func thousands(_ text: String, mark: Character) -> Meaning {
        let groups = text.split(separator: mark, omittingEmptySubsequences: false)
        guard let first = groups.first, (1...3).contains(first.count), groups.dropFirst().allSatisfy({ $0.count == 3 })
        else { return .unclear }
        return number(groups.joined())
    }

    /// One separator: decimal, or thousands where exactly three digits follow one to three others.
    private static func single(_ text: String, mark: Character) -> Meaning {
        let parts = text.split(separator: mark, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return .unclear }
        guard let decimal = Double("\(parts[0]).\(parts[1].isEmpty ? "0" : parts[1])") else { return .unclear }
        let mayGroup = parts[1].count == 3 && parts[0].count <= 3 && !parts[0].hasPrefix("0")
        guard mayGroup, let grouped = Double(parts.joined()) else { return .number(decimal) }
        return .grouped(grouped, orDecimal: decimal)
    }
}
