/// Which of the homes that are known a new listing advertises.
package enum HomeChoice {
    /// A listing that is known, with its home.
    package struct Candidate: Sendable {
        package let homeID: Int64
        package let facts: HomeFacts

        package init(homeID: Int64, facts: HomeFacts) {
            self.homeID = homeID
            self.facts = facts
        }
    }

    /// The home that the most speaks for, of equal ones the oldest; nil when the listing is a home of its own.
    ///
    /// - Parameters:
    ///   - candidates: with every listing of their homes that is near enough to be found.
    ///   - taken: homes that the listing's own portal lists already: one portal's two listings are two homes.
    package static func home(
        for listing: HomeFacts, among candidates: [Candidate], taken: Set<Int64>
    ) -> Int64? {
        var best: (home: Int64, strength: Int)?
        for (home, members) in Dictionary(grouping: candidates, by: \.homeID) where !taken.contains(home) {
            guard !members.contains(where: { HomeRule.contradicts(listing, $0.facts) }),
                let strength = members.compactMap({ HomeRule.strength(listing, $0.facts) }).max()
            else { continue }
            if let best, (best.strength, -best.home) >= (strength, -home) { continue }
            best = (home, strength)
        }
        return best?.home
    }
}
