import Foundation

/// The API's texts of faults in the languages of the pages.
///
/// The API speaks English; what it may say is a pattern of the list `faults-….json`, where `{}` stands for a figure
/// or a word that is kept. A text that is in no pattern is shown as the API says it.
struct FaultWords: Sendable {
    struct Pattern: Sendable, Decodable {
        let says: String
        let ru: String
        let it: String
    }

    let patterns: [Pattern]

    func translated(_ detail: String, _ language: Language) -> String {
        guard language != .english else { return detail }
        for pattern in patterns {
            guard let values = Self.values(of: detail, in: pattern.says) else { continue }
            return Words.filled(language == .russian ? pattern.ru : pattern.it, values)
        }
        return detail
    }

    /// What stands in the text where the pattern has `{}`; nil when the text is not of this pattern.
    static func values(of text: String, in pattern: String) -> [String]? {
        var pieces = pattern.components(separatedBy: "{}")[...]
        guard let first = pieces.popFirst(), text.hasPrefix(first) else { return nil }
        var rest = text.dropFirst(first.count)
        var values: [String] = []
        while let piece = pieces.popFirst() {
            if piece.isEmpty, pieces.isEmpty { return values + [String(rest)] }
            guard
                let range = pieces.isEmpty && rest.hasSuffix(piece)
                    ? rest.index(rest.endIndex, offsetBy: -piece.count)..<rest.endIndex : rest.range(of: piece)
            else { return nil }
            values.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return rest.isEmpty ? values : nil
    }
}
