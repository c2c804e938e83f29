import Listings

/// Matches every listing, over and over; from the listing as it is stored to the ids of its filters.
struct MatchMeasurement {
    let matches: Int
    let idSum: Int64
    /// Microseconds a listing, in the middle round.
    let mean: Double
    private let sorted: [Double]

    init(_ snapshot: FilterSnapshot, _ listings: [Listing], rounds: Int) {
        var taken: [[Double]] = []
        var processor: [Double] = []
        var (matches, idSum) = (0, Int64(0))
        for _ in 0..<rounds {
            var found = FoundFilters()
            var round: [Double] = []
            round.reserveCapacity(listings.count)
            (matches, idSum) = (0, 0)
            let before = ProcessorTime.microseconds()
            for listing in listings {
                let started = ContinuousClock.now
                snapshot.collect(listing, into: &found)
                var sum: Int64 = 0
                for id in found.allIDs { sum &+= id }
                round.append((ContinuousClock.now - started) / .microseconds(1))
                matches += found.count
                idSum += sum
            }
            taken.append(round)
            processor.append((ProcessorTime.microseconds() - before) / Double(max(listings.count, 1)))
        }
        taken.sort { $0.reduce(0, +) < $1.reduce(0, +) }
        say("means of the rounds: \(taken.map { ($0.reduce(0, +) / Double($0.count) * 10).rounded() / 10 }) µs")
        say("by the processor's time: \(processor.sorted().map { ($0 * 10).rounded() / 10 }) µs")
        let middle = taken[taken.count / 2]
        self.matches = matches
        self.idSum = idSum
        mean = middle.reduce(0, +) / Double(max(middle.count, 1))
        sorted = middle.sorted()
    }

    func percentile(_ share: Double) -> Double {
        sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}
