/// How a channel with several numbers chooses. The raw value is what `WHATSAPP_ROUTING` says.
package enum NumberRouting: String, Sendable, CaseIterable {
    /// The first number that works.
    case failover
    /// People spread evenly over the numbers, each staying with theirs while it works.
    case spread

    /// The number for a person whose own is not known, among those that work; nil when none does.
    ///
    /// Spread draws lots that are the same in every process, one for each person and number: when a number fails, only
    /// its own people move.
    func choice(for userID: Int64, among open: [Int]) -> Int? {
        switch self {
        case .failover: open.min()
        case .spread: open.max { Self.lot(userID, $0) < Self.lot(userID, $1) }
        }
    }

    private static func lot(_ userID: Int64, _ number: Int) -> UInt64 {
        var mixed = UInt64(bitPattern: userID) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(number) &* 0xD1B5_4A32_D192_ED03
        for shift in [30, 27, 31] as [UInt64] {
            mixed ^= mixed >> shift
            mixed = mixed &* 0xBF58_476D_1CE4_E5B9
        }
        return mixed ^ (mixed >> 31)
    }
}
