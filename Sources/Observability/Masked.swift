/// Addresses as logs may show them: enough to tell two apart, not enough to reach anybody.
package enum Masked {
    /// A phone number keeps its first two digits and its last two, a chat id its last two.
    ///
    /// `+390212345678` becomes `+39•••78`, `123456789` becomes `•••89`; four characters or fewer become `•••`.
    package static func address(_ address: String) -> String {
        guard address.count > 4 else { return "•••" }
        let tail = address.suffix(2)
        guard address.hasPrefix("+") else { return "•••\(tail)" }
        return "\(address.prefix(3))•••\(tail)"
    }

    /// An e-mail address keeps its first letter and its domain: `a•••@example.com`.
    package static func email(_ email: String) -> String {
        guard let at = email.lastIndex(of: "@") else { return "•••" }
        return "\(email.prefix(1))•••\(email[at...])"
    }
}
