/// Numbers as people read them: whole ones without `.0`, others with the language's decimal mark and at most two
/// decimals, no thousands separator.
enum NumberText {
    /// The text of `value`, or nil for what cannot be a fact: not finite, or beyond a quadrillion.
    static func text(_ value: Double, decimalMark: String) -> String? {
        guard value.isFinite, abs(value) < 1e15 else { return nil }
        let hundredths = (value * 100).rounded()
        let whole = (hundredths / 100).rounded(.towardZero)
        let rest = Int(abs(hundredths - whole * 100))
        let sign = hundredths < 0 && whole == 0 ? "-" : ""
        let integer = sign + String(Int(whole))
        if rest == 0 { return integer }
        if rest % 10 == 0 { return integer + decimalMark + String(rest / 10) }
        return integer + decimalMark + (rest < 10 ? "0" : "") + String(rest)
    }

    /// `amount` with its currency: the sign behind the number, or the code with a space where there is no sign.
    static func money(_ amount: Double, currency: String, decimalMark: String) -> String? {
        guard let number = text(amount, decimalMark: decimalMark) else { return nil }
        let code = currency.uppercased()
        return number + (signs[code] ?? " " + UserText.cleaned(code))
    }

    private static let signs = ["EUR": "€", "USD": "$", "GBP": "£", "RUB": "₽", "": "€"]
}
