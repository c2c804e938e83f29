import HTTPTypes
import Hummingbird

/// The languages of the pages.
enum Language: String, Sendable, CaseIterable {
    case russian = "ru"
    case english = "en"
    case italian = "it"

    /// What the language calls itself.
    var name: String {
        switch self {
        case .russian: "Русский"
        case .english: "English"
        case .italian: "Italiano"
        }
    }

    /// The language that a browser likes best among these, by `Accept-Language` (RFC 9110, 12.5.4); Russian when it
    /// likes none.
    init(accepting header: String?) {
        var best: (language: Language, weight: Double)?
        for part in (header ?? "").split(separator: ",") {
            let pieces = part.split(separator: ";").map { $0.trimmed.lowercased() }
            guard let tag = pieces.first, let language = Language(rawValue: String(tag.prefix { $0 != "-" })) else {
                continue
            }
            let weight = pieces.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            if weight > 0, weight > best?.weight ?? 0 { best = (language, weight) }
        }
        self = best?.language ?? .russian
    }
}

extension Substring {
    fileprivate var trimmed: Substring { drop { $0.isWhitespace } }
}
