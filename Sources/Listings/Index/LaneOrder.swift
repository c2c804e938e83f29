/// The order of keys of 22 bits, by counting: a comparison of two keys costs more than both passes over one.
enum LaneOrder {
    private static let digitBits: UInt32 = 11

    /// The keys' places in the array, by ascending key; equal keys stay as they stand.
    static func ascending(_ keys: [UInt32]) -> [Int32] {
        let asTheyStand = [Int32](unsafeUninitializedCapacity: keys.count) { places, count in
            for place in keys.indices { places[place] = Int32(place) }
            count = keys.count
        }
        return ordered(ordered(asTheyStand, by: keys, shift: 0), by: keys, shift: digitBits)
    }

    private static func ordered(_ places: [Int32], by keys: [UInt32], shift: UInt32) -> [Int32] {
        let mask: UInt32 = 1 << digitBits - 1
        var next = [Int](repeating: 0, count: 1 << Int(digitBits))
        for key in keys { next[Int(key >> shift & mask)] += 1 }
        var sum = 0
        for digit in next.indices { (next[digit], sum) = (sum, sum + next[digit]) }
        return [Int32](unsafeUninitializedCapacity: places.count) { ordered, count in
            for place in places {
                let digit = Int(keys[Int(place)] >> shift & mask)
                ordered[next[digit]] = place
                next[digit] += 1
            }
            count = places.count
        }
    }
}
