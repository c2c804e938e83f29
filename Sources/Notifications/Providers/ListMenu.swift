/// WhatsApp's list: a button that opens a menu, of which the reader chooses one row.
package struct ListMenu: Sendable, Equatable {
    package struct Row: Sendable, Equatable {
        /// What comes back to us, at most 200 bytes.
        package let id: String
        package let title: String
        package let description: String?

        package init(id: String, title: String, description: String? = nil) {
            self.id = id
            self.title = title
            self.description = description
        }
    }

    /// The most rows of a list in all.
    package static let maximumRows = 10

    /// The words on the button that opens it.
    package let button: String
    package let rows: [Row]
    /// How to choose a row where there is no button; empty: nothing is said of it.
    package let answer: String

    /// Takes the first ten rows, and cleans and shortens every word to what WhatsApp allows: the button 20, titles 24,
    /// descriptions 72 UTF-16 units. A row with an empty title or an id that is too long is left out.
    package init(button: String, rows: [Row], answer: String = "") {
        self.button = Self.cut(button, 20)
        self.answer = answer
        let fitting = rows.compactMap { row -> Row? in
            let title = Self.cut(row.title, 24)
            guard !title.isEmpty, (1...200).contains(row.id.utf8.count) else { return nil }
            let description = Self.cut(row.description ?? "", 72)
            return Row(id: row.id, title: title, description: description.isEmpty ? nil : description)
        }
        self.rows = Array(fitting.prefix(Self.maximumRows))
    }

    /// The menu below `text` as numbered lines, for providers without lists.
    func asText(below text: String) -> String {
        let lines = rows.enumerated().map { index, row in
            let description = row.description.map { " – \(WhatsAppText.neutralised($0))" } ?? ""
            return "\(index + 1). \(WhatsAppText.neutralised(row.title))\(description)"
        }
        return text + "\n\n" + lines.joined(separator: "\n") + (answer.isEmpty ? "" : "\n\n\(answer)")
    }

    private static func cut(_ text: String, _ limit: Int) -> String {
        LengthUnit.utf16.shortened(UserText.cleaned(text), to: limit)
    }
}
