/// A value for a place in an approved template. Providers refuse the whole message for a newline, a tab or more than
/// four spaces in one.
enum TemplateParameter {
    /// `text` on one line with single spaces, its markup neutralised, at most `limit` UTF-16 units; an ellipsis for
    /// nothing at all, since an empty value is refused too.
    static func cleaned(_ text: String, limit: Int) -> String {
        let clean = UserText.cleaned(text)
        var length = limit
        while length > 1 {
            let value = WhatsAppText.neutralised(LengthUnit.utf16.shortened(clean, to: length))
            let excess = value.utf16.count - limit
            if excess <= 0 { return value.isEmpty ? "…" : value }
            length -= excess
        }
        return "…"
    }
}
