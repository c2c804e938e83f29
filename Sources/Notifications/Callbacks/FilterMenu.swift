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

    /// A line each, with the command that pauses or resumes it: `▶️ Centro — /pause_7`.
    func appendCommands(to text: inout MarkedText, nameLimit: Int) {
        for row in rows {
            guard let command = row.press.command else { continue }
            text.append(row.press.isResumption ? "\n⏸ " : "\n▶️ ")
            text.append(user: text.unit.shortened(UserText.cleaned(row.name), to: min(nameLimit, 80)))
            text.append(" — \(command)")
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
            }, answer: phrases.menu.answer)
    }

    /// What somebody wants who answers a menu that was sent as numbered lines with one of the numbers.
    /// - Parameter parameters: of the message that was the menu.
    /// - Returns: nil for a number that it has not.
    package static func press(_ number: Int, of parameters: [String: String]) -> ButtonPress? {
        let rows = FilterMenu(parameters: parameters).list(.english).rows
        return rows.indices.contains(number - 1) ? ButtonPress(rows[number - 1].id) : nil
    }

    /// The number in an answer: `2`, `2.` or `2)`.
    package static func number(in text: String) -> Int? {
        let written = text.filter { !$0.isWhitespace }
        let digits = written.hasSuffix(".") || written.hasSuffix(")") ? String(written.dropLast()) : written
        guard (1...2).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(digits).flatMap { (1...ListMenu.maximumRows).contains($0) ? $0 : nil }
    }
}

extension ButtonPress {
    /// The bot's command that does the same; nil where there is none.
    fileprivate var command: String? {
        switch self {
        case .pause(let filter): "/pause_\(filter)"
        case .resume(let filter): "/resume_\(filter)"
        case .hide, .language: nil
        }
    }

    fileprivate var isResumption: Bool {
        if case .resume = self { true } else { false }
    }
}
