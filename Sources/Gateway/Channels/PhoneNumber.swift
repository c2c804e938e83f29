/// A telephone number in E.164: a plus sign, a country code and at most 15 digits in all, as
/// ITU-T E.164 has it. Nothing is guessed: a number without its country code is refused.
struct PhoneNumber: Equatable, Sendable {
    /// The number as it is stored and sent: `+390212345678`.
    let text: String

    /// Reads what people write: spaces, dashes, dots, slashes and brackets between the digits are dropped.
    /// - Throws: ``Fault`` that says what is wrong and what would be right.
    init(_ written: String) throws(Fault) {
        var digits = ""
        var hasPlus = false
        for scalar in written.unicodeScalars {
            switch scalar {
            case "0"..."9": digits.unicodeScalars.append(scalar)
            case "+" where digits.isEmpty && !hasPlus: hasPlus = true
            case " ", "\u{A0}", "\u{202F}", "-", "\u{2011}", ".", "/", "(", ")": continue
            default: throw Fault(detail: "must hold digits only, for example +39 02 1234567")
            }
        }
        guard hasPlus else {
            throw Fault(detail: "must begin with + and the country code, for example +39 for Italy; none is guessed")
        }
        guard let country = CountryCode.length(of: digits) else {
            throw Fault(detail: "begins with no country's code, for example +39 for Italy")
        }
        // The shortest numbers in use abroad have seven digits with their country code.
        guard (7...15).contains(digits.utf8.count), digits.utf8.count > country + 3 else {
            throw Fault(detail: "must have 7 to 15 digits with the country code, has \(digits.utf8.count)")
        }
        let (code, national) = (String(digits.prefix(country)), String(digits.dropFirst(country)))
        if let fault = NationalNumber.fault(country: code, national: national) { throw Fault(detail: fault) }
        text = "+" + digits
    }

    /// Why something is not a telephone number; the rest of a sentence that begins with the field.
    struct Fault: Error {
        let detail: String
    }
}
