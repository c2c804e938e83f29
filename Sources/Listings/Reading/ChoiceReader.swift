/// Reads a yes or no in the words of portals.
struct ChoiceReader {
    var yes: Set<String>
    var no: Set<String>

    func read(_ value: RawValue) -> Reading<Bool> {
        switch value {
        case .null: return .notStated
        case .bool(let choice): return .stated(choice)
        case .number(1): return .stated(true)
        case .number(0): return .stated(false)
        case .text(let text):
            if Placeholder.isEmpty(text) { return .notStated }
            let word = TextFold.words(String(text.prefix(NumberText.maximumScanned))).joined(separator: " ")
            if yes.contains(word) { return .stated(true) }
            if no.contains(word) { return .stated(false) }
            return .ambiguous("\(quoted(text)) is neither yes nor no, taken as not stated")
        case .number, .list, .unreadable: return .wrong("must be true or false")
        }
    }
}

extension ChoiceReader {
    private static let anyYes: Set<String> = ["true", "yes", "y", "si", "1", "да"]
    private static let anyNo: Set<String> = ["false", "no", "n", "0", "нет"]

    static let plain = ChoiceReader(yes: anyYes, no: anyNo)
    static let furnished = ChoiceReader(
        yes: anyYes.union(["arredato", "arredata", "furnished", "completamente arredato", "ammobiliato"]),
        no: anyNo.union(["non arredato", "non arredata", "unfurnished", "vuoto", "non ammobiliato"]))
    static let pets = ChoiceReader(
        yes: anyYes.union(["ammessi", "animali ammessi", "allowed", "pets allowed"]),
        no: anyNo.union(["non ammessi", "animali non ammessi", "not allowed", "no pets"]))
    /// Yes is private.
    static let advertiser = ChoiceReader(
        yes: ["private", "privato", "privata", "proprietario", "owner", "particular", "собственник"],
        no: ["agency", "agenzia", "agenzia immobiliare", "agent", "professional", "impresa", "costruttore", "business"])
}
