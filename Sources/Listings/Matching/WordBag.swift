/// The words of a listing's text, folded, ready to be asked for words and phrases.
package struct WordBag: Sendable {
    private let words: [String]
    private let distinct: Set<String>

    package init(title: String, description: String?) {
        // The gap keeps a phrase from reaching from the title into the description.
        let words = TextFold.words(title) + [""] + TextFold.words(description ?? "")
        self.words = words
        distinct = Set(words)
    }

    /// Whether the words of `phrase`, folded, stand in the text one after the other. An empty phrase is found.
    package func contains(_ phrase: [String]) -> Bool {
        guard let first = phrase.first else { return true }
        guard phrase.allSatisfy(distinct.contains) else { return false }
        guard phrase.count > 1 else { return true }
        return words.indices.contains { start in
            words[start] == first && words[start...].starts(with: phrase)
        }
    }
}
