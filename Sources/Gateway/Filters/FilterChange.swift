import Listings
import Persistence

/// What a request changes about a filter: `POST` on a blank one, `PUT` and `PATCH` on what is stored. The fields
/// that are present are taken over; the whole is then checked, whichever method was used.
struct FilterChange: Sendable {
    private let body: FieldReader

    init(_ body: FieldReader) {
        self.body = body
    }

    /// A new filter.
    /// - Throws: ``Problem`` 422 naming every field at fault.
    func newDraft() throws(Problem) -> FilterDraft {
        var draft = FilterDraft(name: "", conditions: FilterConditions())
        try apply(to: &draft, isNew: true)
        return draft
    }

    /// One that is only tried: it needs no name.
    func unsavedDraft() throws(Problem) -> FilterDraft {
        var draft = FilterDraft(name: "", conditions: FilterConditions())
        try apply(to: &draft)
        return draft
    }

    /// - Throws: ``Problem`` 422 naming every field at fault; the draft is then not to be used.
    func apply(to draft: inout FilterDraft, isNew: Bool = false) throws(Problem) {
        var body = body
        if isNew || body.has("name") { name(&draft, &body) }
        do {
            draft.conditions = try ConditionsChange(body).applied(to: draft.conditions)
        } catch {
            // A bound that is out of range is also below the other one: once is enough.
            var reported: Set<String> = []
            for fault in error.errors where reported.insert(fault.field).inserted {
                body.report(fault.field, fault.detail)
            }
        }
        switches(&draft, &body)
        frequency(&draft, &body)
        try body.finish()
    }

    private func name(_ draft: inout FilterDraft, _ body: inout FieldReader) {
        guard let name = body.requiredText("name", maximum: ConditionsLimits.name) else { return }
        do {
            draft.name = try FilterSettingsValidation.name(name)
        } catch {
            body.report(error.field, error.detail)
        }
    }

    private func frequency(_ draft: inout FilterDraft, _ body: inout FieldReader) {
        let field = "notification_frequency_hours"
        guard body.has(field) else { return }
        draft.notificationFrequencyHours = body.integer(field, in: ConditionsLimits.frequencyHours)
    }

    private func switches(_ draft: inout FilterDraft, _ body: inout FieldReader) {
        let switches: [(String, WritableKeyPath<FilterDraft, Bool>)] = [
            ("is_active", \.isActive), ("notification_enabled", \.notificationEnabled),
            ("notify_telegram", \.notifyTelegram), ("notify_whatsapp", \.notifyWhatsApp),
        ]
        for (name, path) in switches where body.has(name) {
            if body.value(name) == nil { body.report(name, "must be true or false") }
            if let flag = body.boolean(name) { draft[keyPath: path] = flag }
        }
    }
}
