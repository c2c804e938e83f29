import Contracts
import Foundation
import Testing

@Suite struct TimestampTests {
    @Test("times are written as the formatter writes them, in leap years and at the ends of centuries too")
    func writing() {
        let style = Date.ISO8601FormatStyle()
        let steps = stride(from: 0.0, to: 8_000_000_000, by: 86_400 * 3.7 + 4_321)
        let edges = [-1.0, 0, 951_782_399, 951_782_400, 1_709_251_199, 4_107_542_400, 253_402_300_799]
        for seconds in Array(steps) + edges {
            let date = Date(timeIntervalSince1970: seconds.rounded(.down))
            #expect(Timestamp.text(date) == style.format(date))
        }
    }

    @Test("a fraction of a second is cut off")
    func fractions() {
        #expect(Timestamp.text(Date(timeIntervalSince1970: 1_800_000_000.999)) == "2027-01-15T08:00:00Z")
    }
}
