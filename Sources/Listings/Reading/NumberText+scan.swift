extension NumberText {
    /// The longest text that is searched for numbers, in characters: prices are printed in far fewer.
    static let maximumScanned = 200

    /// The numbers in `text`, in order. `2 500` and `2'500` are one number: a blank groups where three digits follow
    /// one to three others.
    static func all(in text: String) -> [NumberText] {
        let characters = Array(TextFold.fold(String(text.prefix(maximumScanned))))
        var numbers: [NumberText] = []
        var position = 0
        while position < characters.count {
            guard isDigit(characters[position]) else {
                position += 1
                continue
            }
            let end = self.end(of: characters, from: position)
            numbers.append(
                NumberText(
                    text: String(characters[position..<end]),
                    before: String(characters[..<position].reversed().prefix { !$0.isWhitespace }.reversed()),
                    after: String(characters[end...].prefix { !$0.isWhitespace })))
            position = end
        }
        return numbers
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    private static func end(of characters: [Character], from start: Int) -> Int {
        var end = start
        while end < characters.count {
            if isDigit(characters[end]) {
                end += 1
            } else if isMark(characters[end]), end + 1 < characters.count, isDigit(characters[end + 1]) {
                end += 1
            } else if isBlank(characters[end]), groups(characters, start, end) {
                end += 4
            } else if characters[end] == ".", end + 1 == characters.count {
                end += 1  // "42."
            } else {
                break
            }
        }
        return end
    }

    private static func isMark(_ character: Character) -> Bool { character == "." || character == "," }

    private static func isBlank(_ character: Character) -> Bool {
        character == " " || character == "\u{A0}" || character == "\u{202F}" || character == "'" || character == "’"
    }

    /// Whether exactly three digits follow the blank, after a group of one to three.
    private static func groups(_ characters: [Character], _ start: Int, _ blank: Int) -> Bool {
        let before = characters[start..<blank].reversed().prefix(while: isDigit).count
        let after = characters[(blank + 1)...].prefix(while: isDigit).count
        return (1...3).contains(before) && after == 3
    }
}
