import Listings
import Testing

@Suite struct FilterIndexTests {
    @Test(
        "the index finds exactly what the plain definition says, through inserts, changes and removals",
        arguments: 0..<6)
    func equalsTheRule(seed: UInt64) {
        var random = SplitMix(state: seed)
        var index = FilterIndex()
        var plain: [Int64: FilterConditions] = [:]
        var found = 0
        for step in 0..<400 {
            let id = Int64.random(in: 1...120, using: &random)
            if Int.random(in: 0..<4, using: &random) == 0 {
                let (wasThere, isRemoved) = (plain.removeValue(forKey: id) != nil, index.remove(id))
                #expect(isRemoved == wasThere)
            } else {
                let conditions = RandomMatching.conditions(&random)
                index.insert(id, conditions)
                plain[id] = conditions
            }
            guard step.isMultiple(of: 4) else { continue }
            let listing = RandomMatching.listing(&random)
            let expected = plain.filter { matches($0.value, listing) }.keys.sorted()
            #expect(index.matches(listing) == expected)
            found += expected.count
        }
        #expect(index.count == plain.count)
        #expect(found > 100, "the world is too large to test anything")
    }

    @Test("an explanation holds throughout exactly where the rule matches", arguments: 0..<4)
    func explanationAgrees(seed: UInt64) {
        var random = SplitMix(state: seed)
        var matching = 0
        for _ in 0..<1000 {
            let (conditions, listing) = (RandomMatching.conditions(&random), RandomMatching.listing(&random))
            let isMatching = matches(conditions, listing)
            #expect(explain(conditions, listing).allSatisfy(\.holds) == isMatching)
            if isMatching { matching += 1 }
        }
        #expect(matching > 20 && matching < 900)
    }

    @Test("a copy is a snapshot")
    func snapshot() {
        var index = FilterIndex()
        index.insert(1, FilterConditions())
        let before = index
        index.remove(1)
        index.insert(2, FilterConditions(cities: ["Roma", "Rome"]))
        #expect(before.matches(Samples.listing) == [1])
        #expect(index.matches(Samples.listing) == [2])
        #expect(index.count == 1 && !index.contains(1) && index.contains(2))
        let isRemovedAgain = index.remove(1)
        #expect(!isRemovedAgain)
    }
}
