import Foundation

/// The pages' words in every language, read once from the bundle.
struct Words: Sendable {
    private let languages: [Language: [String: String]]

    /// - Throws: ``MissingTemplate`` when the installation is not whole.
    init(bundle: Bundle = .module) throws {
        var languages: [Language: [String: String]] = [:]
        for language in Language.allCases {
            let name = "words-\(language.rawValue)"
            guard let url = bundle.url(forResource: name, withExtension: "json", subdirectory: "Templates/account")
            else { throw MissingTemplate(name: "\(name).json") }
            languages[language] = try JSONDecoder().decode([String: String].self, from: Data(contentsOf: url))
        }
        self.languages = languages
    }

    /// Every word of a language by its key.
    func all(_ language: Language) -> [String: String] { languages[language] ?? [:] }

    /// The word; a key that there is no word for is shown in brackets, which no test lets pass.
    func callAsFunction(_ key: String, _ language: Language, _ values: String...) -> String {
        guard let word = languages[language]?[key] else { return "[\(key)]" }
        return Self.filled(word, values)
    }

    /// The word if there is one, else the text itself: for stable words of other parts, such as reasons.
    func known(_ prefix: String, _ text: String, _ language: Language) -> String {
        languages[language]?["\(prefix)_\(text.replacing("-", with: "_"))"] ?? text
    }

    /// `one`, `few` or `many` of a word that is counted, as the language's plural rules (CLDR) have it for whole
    /// numbers.
    func counted(_ key: String, _ count: Int, _ language: Language) -> String {
        self("\(key)_\(Self.plural(count, language))", language, String(count))
    }

    private static func plural(_ count: Int, _ language: Language) -> String {
        guard language == .russian else { return count == 1 ? "one" : "many" }
        let (tens, ones) = (count % 100, count % 10)
        if ones == 1, tens != 11 { return "one" }
        return (2...4).contains(ones) && !(12...14).contains(tens) ? "few" : "many"
    }

    /// Puts values into `{0}`, `{1}`, ….
    static func filled(_ word: String, _ values: [String]) -> String {
        values.enumerated().reduce(word) { text, value in
            text.replacing("{\(value.offset)}", with: value.element)
        }
    }
}
