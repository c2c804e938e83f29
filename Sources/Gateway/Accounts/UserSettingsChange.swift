import Foundation
import Persistence

/// What `PUT /users/me` changes: the fields that are present, each checked.
struct UserSettingsChange: Sendable {
    private let firstName: String?
    private let lastName: String??
    private let locale: String?
    private let timeZone: String?
    private let quietHours: QuietHours??

    static let locales = ["ru", "en", "it"]

    /// - Parameter email: The account's address, which a client may send back unchanged.
    /// - Throws: ``Problem`` 422 naming every field at fault.
    init(_ body: FieldReader, email: String) throws(Problem) {
        var body = body
        firstName = body.has("first_name") ? body.requiredText("first_name", maximum: 100) : nil
        lastName = body.has("last_name") ? .some(body.text("last_name", maximum: 100)) : nil
        locale = body.has("locale") ? body.requiredText("locale", maximum: 10) : nil
        if let locale, !Self.locales.contains(locale) { body.report("locale", "must be one of ru, en, it") }
        timeZone = body.has("time_zone") ? body.requiredText("time_zone", maximum: 64) : nil
        // Browsers say UTC, which Foundation knows as a time zone and leaves out of its list.
        if let timeZone, timeZone != "UTC", !TimeZone.knownTimeZoneIdentifiers.contains(timeZone) {
            body.report("time_zone", "must be the name of a time zone, for example Europe/Rome")
        }
        quietHours = body.has("quiet_hours") ? .some(Self.quietHours(&body)) : nil
        if body.has("email"), body.value("email") != .text(email) { body.report("email", "cannot be changed here") }
        try body.finish()
    }

    func apply(to settings: inout UserSettings) {
        if let firstName { settings.firstName = firstName }
        if let lastName { settings.lastName = lastName }
        if let locale { settings.locale = locale }
        if let timeZone { settings.timeZone = timeZone }
        if let quietHours { settings.quietHours = quietHours }
    }

    private static func quietHours(_ body: inout FieldReader) -> QuietHours? {
        guard let value = body.value("quiet_hours") else { return nil }
        guard case .object(let object) = value else {
            body.report("quiet_hours", "must be an object {from, to} or null")
            return nil
        }
        let from = time("from", object, &body)
        let to = time("to", object, &body)
        guard let from, let to else { return nil }
        if from == to { body.report("quiet_hours.to", "must differ from quiet_hours.from; null turns quiet hours off") }
        return QuietHours(fromMinute: from, toMinute: to)
    }

    private static func time(_ name: String, _ object: [String: JSONValue], _ body: inout FieldReader) -> Int? {
        if case .text(let text) = object[name], let minutes = ClockTime.minutes(text) { return minutes }
        body.report("quiet_hours.\(name)", "must be a time from 00:00 to 23:59, for example 22:00")
        return nil
    }
}
