/// Portals as their readers know them.
enum SourceName {
    /// `IDEALISTA`, `IMMOBILIARE`, `SUBITO`, `CASA.IT`; another portal's own name in capitals.
    static func shown(_ source: String) -> String {
        switch source {
        case "casa": "CASA.IT"
        default: UserText.cleaned(source).uppercased()
        }
    }
}
