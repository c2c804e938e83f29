/// What ITU-T's operational bulletins say of the numbers behind some country codes; of the others nothing is known here,
/// and E.164's own bounds are all that is checked.
enum NationalNumber {
    private struct Plan {
        let digits: ClosedRange<Int>
        /// Whether numbers begin with a zero in international form too, as they do in Italy.
        var beginsWithZero = false
    }

    private static let plans: [String: Plan] = [
        "1": Plan(digits: 10...10), "7": Plan(digits: 10...10), "30": Plan(digits: 10...10),
        "31": Plan(digits: 9...11), "32": Plan(digits: 8...9), "33": Plan(digits: 9...9), "34": Plan(digits: 9...9),
        "39": Plan(digits: 6...11, beginsWithZero: true), "40": Plan(digits: 9...9), "41": Plan(digits: 9...9),
        "43": Plan(digits: 4...13), "44": Plan(digits: 7...10), "48": Plan(digits: 9...9), "49": Plan(digits: 5...13),
        "351": Plan(digits: 9...9), "375": Plan(digits: 9...10), "380": Plan(digits: 9...9),
        "420": Plan(digits: 9...9),
    ]

    /// - Returns: what is wrong with a number, as the rest of a sentence; nil when nothing is known to be.
    static func fault(country: String, national: String) -> String? {
        guard let plan = plans[country] else { return nil }
        if national.hasPrefix("0"), !plan.beginsWithZero {
            return "must have no 0 between +\(country) and the number"
        }
        guard plan.digits.contains(national.utf8.count) else {
            let (least, most) = (plan.digits.lowerBound, plan.digits.upperBound)
            let wanted = least == most ? "\(least)" : "\(least) to \(most)"
            return "must have \(wanted) digits after +\(country), has \(national.utf8.count)"
        }
        return nil
    }
}
