/// Words by which a person stops our messages or asks for them again: the whole message, in any case, with or without
/// marks around it.
package enum OptOutKeyword: Sendable, Equatable {
    case stop
    case start

    package init?(_ text: String) {
        guard text.utf8.count <= 80 else { return nil }
        let word = text.lowercased().filter { $0.isLetter || $0.isNumber }
        if Self.stops.contains(word) {
            self = .stop
        } else if Self.starts.contains(word) {
            self = .start
        } else {
            return nil
        }
    }

    private static let stops: Set<String> = [
        "stop", "stopall", "unsubscribe", "end", "quit", "cancel", "revoke", "optout", "стоп", "отписаться", "отмена",
        "basta", "annulla", "disiscrivi", "ferma",
    ]

    private static let starts: Set<String> = [
        "start", "unstop", "subscribe", "старт", "возобновить", "inizia", "riprendi",
    ]
}
