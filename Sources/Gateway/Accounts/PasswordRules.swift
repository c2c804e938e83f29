/// What a password must be: at least 8 characters with an upper-case and a lower-case letter, a digit and a
/// special character.
enum PasswordRules {
    static let minimum = 8
    static let maximum = 256

    /// What is missing, each as the rest of a sentence; empty when the password will do.
    static func faults(of password: String) -> [String] {
        var faults: [String] = []
        if password.count < minimum { faults.append("must have at least \(minimum) characters") }
        if !password.contains(where: \.isUppercase) { faults.append("must contain an upper-case letter") }
        if !password.contains(where: \.isLowercase) { faults.append("must contain a lower-case letter") }
        if !password.contains(where: \.isNumber) { faults.append("must contain a digit") }
        if !password.contains(where: { !$0.isLetter && !$0.isNumber && !$0.isWhitespace }) {
            faults.append("must contain a special character, for example ! or #")
        }
        return faults
    }
}
