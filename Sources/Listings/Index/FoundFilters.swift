/// The filters that a listing is for, in no order. Kept from one listing to the next it needs no new memory.
package struct FoundFilters {
    /// How many there are.
    package internal(set) var count = 0
    /// Room for ids; the first `count` are set.
    var ids: [Int64] = []
    /// The same of tags, where they are wanted.
    var tags: [UInt64] = []
    /// One bit a lane of the block that is looked at.
    var masks: [SIMD8<UInt64>] = []
    let wantsTags: Bool

    /// - Parameter wantsTags: whether the filters' tags are wanted too.
    package init(wantsTags: Bool = false) { self.wantsTags = wantsTags }

    /// The ids.
    package var allIDs: ArraySlice<Int64> { ids[..<count] }

    /// The tag of the `number`th filter; 0 where tags are not wanted.
    package func tag(_ number: Int) -> UInt64 { wantsTags ? tags[number] : 0 }

    /// The id of the `number`th filter.
    package func id(_ number: Int) -> Int64 { ids[number] }

    mutating func append(_ id: Int64, _ tag: UInt64) {
        if count == ids.count { makeRoom(for: max(64, count)) }
        ids[count] = id
        if wantsTags { tags[count] = tag }
        count += 1
    }

    /// Room for so many more.
    mutating func makeRoom(for more: Int) {
        guard ids.count < count + more else { return }
        ids.append(contentsOf: repeatElement(0, count: count + more - ids.count))
        if wantsTags { tags.append(contentsOf: repeatElement(0, count: ids.count - tags.count)) }
    }
}
