import Foundation

/// A filter as a form, and the form as the JSON of `POST /filters`. What cannot be read as a number goes on as it was
/// written: the API then says what is wrong with it.
enum FilterForm {
    static let fields =
        ["name", "cities", "property_types"] + numbers + lists + choices
        + ["private_only", "notify_whatsapp", "notify_telegram", "notification_frequency_hours"]
    static let types = ["apartment", "house", "room", "studio", "penthouse"]
    static let frequencies = ["", "1", "3", "6", "12", "24", "168"]

    private static let numbers = [
        "min_price", "max_price", "min_rooms", "max_rooms", "min_area", "max_area", "max_price_per_m2", "latitude",
        "longitude", "radius_km",
    ]
    private static let lists = ["include_words", "exclude_words", "sources"]
    private static let choices = ["furnished", "pets_allowed"]
    /// Fields that the page shows only when asked for.
    static let rare = lists + choices + ["max_price_per_m2", "latitude", "longitude", "radius_km", "private_only"]

    static func json(_ form: PageForm) -> [String: JSONValue] {
        var body: [String: JSONValue] = ["name": .text(form["name"] ?? "")]
        body["cities"] = list(form["cities"])
        body["property_types"] = .list(form.all("property_types").map(JSONValue.text))
        for name in numbers { body[name] = number(form[name]) }
        for name in lists { body[name] = list(form[name]) }
        for name in choices {
            body[name] = form[name].map { $0 == "true" ? .boolean(true) : $0 == "false" ? .boolean(false) : .null }
        }
        for name in ["private_only", "notify_whatsapp", "notify_telegram"] {
            body[name] = .boolean(form[name] == "true")
        }
        body["notification_frequency_hours"] = number(form["notification_frequency_hours"])
        return body
    }

    /// What a form shows of a filter: the same strings that it would send.
    static func fields(_ filter: JSONValue) -> PageForm {
        var values: [String: [String]] = [:]
        for name in fields { values[name] = [filter[name].written] }
        values["property_types"] = filter["property_types"].values.map(\.written)
        return PageForm(values)
    }

    /// A new filter's: both channels on.
    static let blank = PageForm(["notify_whatsapp": ["true"], "notify_telegram": ["true"]])

    private static func list(_ text: String?) -> JSONValue {
        let parts = (text ?? "").split { $0 == "," || $0 == ";" || $0.isNewline }
        return .list(parts.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }.map(JSONValue.text))
    }

    /// `1350`, `1350.50` and `1350,50` are numbers, and an empty field is none.
    private static func number(_ text: String?) -> JSONValue {
        let text = (text ?? "").trimmingCharacters(in: .whitespaces)
        guard !text.isEmpty else { return .null }
        let plain = text.replacing(",", with: ".")
        guard plain.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }), let number = Double(plain),
            number.isFinite
        else { return .text(text) }
        return .number(number)
    }
}
