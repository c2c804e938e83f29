/// Errors that are told by a word: `service_window_expired`.
struct WordTable: Sendable {
    private let classes: [String: ErrorClass]

    init(_ words: [ErrorClass: [String]]) {
        var classes: [String: ErrorClass] = [:]
        for (errorClass, words) in words {
            for word in words { classes[word] = errorClass }
        }
        self.classes = classes
    }

    /// Without regard to case and to the sign between words: `RateLimited`, `rate-limited` and `rate_limited` are one.
    subscript(word: String) -> ErrorClass? { classes[Self.snakeCase(word)] }

    private static func snakeCase(_ word: String) -> String {
        var result = ""
        var wasLower = false
        for character in word {
            if character == "-" || character == " " || character == "." {
                result.append("_")
            } else {
                if character.isUppercase && wasLower { result.append("_") }
                result += character.lowercased()
            }
            wasLower = character.isLowercase || character.isNumber
        }
        return result
    }
}
