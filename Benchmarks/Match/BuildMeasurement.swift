import Foundation
import Listings

/// Builds the index over and over.
struct BuildMeasurement {
    private(set) var index = FilterIndex()
    /// The middle round.
    private(set) var seconds = 0.0
    /// Reserved by the index, as it counts itself.
    private(set) var bytes = 0
    /// What the process grew by in the first round.
    private(set) var resident = 0

    init(_ filters: [BenchFilter], rounds: Int) {
        var taken: [Double] = []
        var processor: [Double] = []
        for round in 0..<rounds {
            let before = Self.residentBytes()
            let began = ProcessorTime.microseconds()
            let (built, duration) = Self.timed { Self.build(filters) }
            taken.append(duration)
            processor.append((ProcessorTime.microseconds() - began) / 1e6)
            if round == 0 { resident = Self.residentBytes() - before }
            index = built
        }
        seconds = taken.sorted()[taken.count / 2]
        bytes = index.bytes
        say("built in \(taken.map(Self.short)) s, by the processor's time \(processor.map(Self.short))")
    }

    private static func build(_ filters: [BenchFilter]) -> FilterIndex {
        var index = FilterIndex(expected: filters.count)
        // Borrowed: a copy of each would take as long as its insertion.
        let filters = filters.span
        for number in filters.indices { index.insert(filters[number].id, filters[number].conditions) }
        index.settle()
        return index
    }

    private static func short(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }

    private static func timed<Value>(_ body: () -> Value) -> (Value, Double) {
        let started = ContinuousClock.now
        let value = body()
        return (value, (ContinuousClock.now - started) / .seconds(1))
    }

    /// The process' resident memory, from the second figure of `/proc/self/statm`, in pages of 4 KiB.
    private static func residentBytes() -> Int {
        let figures = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return figures.flatMap { $0.count > 1 ? Int($0[1]) : nil }.map { $0 * 4096 } ?? 0
    }
}
