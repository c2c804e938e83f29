import Foundation

/// The menu of a person's filters: each row pauses or resumes one. It travels as a direct message's parameters.
package struct FilterMenu: Sendable, Equatable {
    package struct Row: Sendable, Equatable {
        package let press: ButtonPress
        package let name: String

        package init(press: ButtonPress, name: String) {
            self.press = press
            self.name = name
        }
    }

    package let rows: [Row]

    package init(rows: [Row]) {
        self.rows = rows
    }

    /// Each row under its number: what it asks for, and the filter's name.
    package var parameters: [String: String] {
        var parameters: [String: String] = [:]
        for (index, row) in rows.enumerated() { parameters[String(index + 1)] = "\(row.press.payload) \(row.name)" }
        return parameters
    }

    /// What cannot be read is left out.
    init(parameters: [String: String]) {
        rows = (1...ListMenu.maximumRows).compactMap { number in
            guard let parts = parameters[String(number)]?.split(separator: " ", maxSplits: 1), parts.count == 2,
                let press = ButtonPress(String(parts[0]))
            else { return nil }
            return Row(press: press, name: String(parts[1]))
        }
    }

    /// As WhatsApp shows it, in the words of a language.
    func list(_ phrases: Phrases) -> ListMenu {
        ListMenu(
            button: phrases.menu.button,
            rows: rows.map { row in
                ListMenu.Row(
                    id: row.press.payload, title: row.name,
                    description: row.press.isResumption ? phrases.menu.resume : phrases.menu.pause)
            })
    }
}

extension ButtonPress {
    fileprivate var isResumption: Bool {
        if case .resume = self { true } else { false }
    }
}
