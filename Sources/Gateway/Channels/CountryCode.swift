/// The country codes that ITU-T has assigned (list of E.164 assigned country codes), by their lengths.
enum CountryCode {
    /// How many of the leading digits are the country code; nil when no country has it.
    static func length(of digits: String) -> Int? {
        if digits.hasPrefix("1") || digits.hasPrefix("7") { return 1 }
        if two.contains(String(digits.prefix(2))) { return 2 }
        return three.contains(String(digits.prefix(3))) ? 3 : nil
    }

    private static let two: Set<String> = [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49",
        "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84",
        "86", "90", "91", "92", "93", "94", "95", "98",
    ]

    private static let three: Set<String> = {
        let ranges: [ClosedRange<Int>] = [
            211...213, 216...216, 218...218, 220...269, 290...291, 297...299, 350...359, 370...383, 385...387,
            389...389, 420...421, 423...423, 500...509, 590...599, 670...670, 672...683, 685...692, 800...800,
            808...808, 850...850, 852...853, 855...856, 870...870, 878...878, 880...883, 886...886, 888...888,
            960...968, 970...977, 979...979, 992...996, 998...998,
        ]
        return Set(ranges.joined().map(String.init))
    }()
}
