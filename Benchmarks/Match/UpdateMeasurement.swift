import Foundation
import Listings

/// Filters change on one thread while listings are matched on another.
struct UpdateMeasurement {
    let perSecond: Double
    /// Microseconds a listing meanwhile.
    let mean: Double

    /// As many as a Matcher takes in at once when many change.
    private static let batch = 200
    private static let changes = 200_000

    static func run(
        _ index: FilterIndex, _ filters: [BenchFilter], _ listings: [Listing]
    ) async throws -> UpdateMeasurement {
        let live = LiveFilterIndex(index)
        let batches = batches(filters)
        let reader = Task.detached { await read(live, listings) }
        let started = ContinuousClock.now
        for batch in batches { await live.apply(batch) }
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        reader.cancel()
        let mean = await reader.value
        await live.settled()
        return UpdateMeasurement(perSecond: Double(batches.count * batch) / seconds, mean: mean)
    }

    /// In every five changes three new conditions, one removal and one new filter.
    private static func batches(_ filters: [BenchFilter]) -> [[FilterChange]] {
        var random = SystemRandomNumberGenerator()
        return (0..<changes / batch).map { number in
            (0..<batch).map { step in
                let filter = filters[Int.random(in: filters.indices, using: &random)]
                let other = filters[Int.random(in: filters.indices, using: &random)]
                switch step % 5 {
                case 0: return .remove(filter.id)
                case 1: return .insert(Int64(filters.count + number * batch + step), other.conditions, tag: 0)
                default: return .insert(filter.id, other.conditions, tag: 0)
                }
            }
        }
    }

    private static func read(_ live: LiveFilterIndex, _ listings: [Listing]) async -> Double {
        var found = FoundFilters()
        var (count, taken) = (0, Duration.zero)
        while !Task.isCancelled {
            let snapshot = await live.snapshot
            for listing in (0..<50).map({ listings[(count + $0) % listings.count] }) {
                let started = ContinuousClock.now
                snapshot.collect(listing, into: &found)
                taken += ContinuousClock.now - started
            }
            count += 50
        }
        return taken / .microseconds(1) / Double(max(count, 1))
    }
}
