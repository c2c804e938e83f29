/// Twilio's error codes (twilio.com/docs/api/errors) that a WhatsApp message may end in.
enum TwilioErrors {
    private static let table = ErrorTable(
        [
            .recipient: [21211, 21214, 21217, 21614, 63003, 63024, 63031],
            .optOut: [21610],
            .windowClosed: [63016],
            .throttled: [20429, 14107, 21611, 30001, 63017, 63018, 63038],
            .policy: [63032, 63049],
            .transient: [20500, 20503, 30008, 63009, 63010, 63012],
            .configuration: [
                20003, 20005, 20404, 21212, 21603, 21606, 21608, 21703, 21910, 30002, 63001, 63007, 63008, 63015,
                63020, 63022, 63062,
            ],
            .content: [
                21617, 21620, 21623, 21654, 21655, 21656, 63005, 63006, 63013, 63019, 63021, 63026, 63030, 63034,
            ],
            .template: [63027, 63028, 63040, 63041, 63042],
        ], families: [(20_500...20_599, .transient)])

    /// Media that Twilio cannot take or fetch.
    private static let picture: Set = [21620, 21623, 63019]

    /// Nil for a code that is neither documented nor of a family that is.
    static func error(code: Int, detail: String) -> ProviderError? {
        if let known = table[code] {
            return ProviderError(
                known, code: String(code), detail: detail, isAboutPicture: picture.contains(code))
        }
        return table.family(of: code).map {
            ProviderError($0, code: String(code), detail: detail, isDocumented: false)
        }
    }
}
