import Contracts
import Foundation
import Notifications

/// Events full of what nobody should write, the same for the same seed. To render one keeps a thread for up to a
/// second, so that tests do it one case after the other: tests of time limits share their few threads.
enum TextFuzz {
    /// Words that people and portals write, and worse.
    private static let alphabet: [Character] =
        Array(
            "abc def ЖЩ *_~`<>&\"'\n\t.,:;!?€²0123456789") + ["👨‍👩‍👧", "😀", "🇮🇹", "e\u{301}", "\u{202E}", "\u{200B}", "ﷺ"]

    private static func words(_ length: Int, _ random: inout some RandomNumberGenerator) -> String {
        String((0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
    }

    static func event(_ random: inout some RandomNumberGenerator) -> NewListingsForFilter {
        let lengths = [0, 1, 20, 120, 900, 5_000]
        func some() -> String { words(lengths.randomElement(using: &random) ?? 1, &random) }
        let count = Int.random(in: 1...10, using: &random)
        let listings = (1...count).map { id -> AnnouncedListing in
            var listing = Sample.listing(Int64(id)) {
                $0.title = some()
                $0.address = Bool.random(using: &random) ? some() : nil
                $0.city = some()
                $0.source = some()
                $0.floor = some()
                $0.price = [nil, -1, .nan, .infinity, 1e300, 0.001, 1234.56].randomElement(using: &random) ?? nil
                $0.area = [nil, 85.25, .nan, 1e18].randomElement(using: &random) ?? nil
                $0.url = "https://a.example/" + String(repeating: "x", count: Int.random(in: 0...2_000, using: &random))
                $0.images = Bool.random(using: &random) ? ["https://a.example/1.jpg"] : []
            }
            listing.filters = [.init(id: 9, name: some())]
            listing.alsoAt = Bool.random(using: &random) ? [.init(source: some(), url: listing.url)] : []
            return listing
        }
        return Sample.event(listings, total: count + (Bool.random(using: &random) ? 90 : 0), filter: some())
    }
}

/// A generator whose draws a seed repeats (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
