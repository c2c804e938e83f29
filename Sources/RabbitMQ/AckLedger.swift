import DequeModule

/// The unsettled deliveries of one channel: a pure state machine that turns finished deliveries, in whatever order
/// they finish, into few acknowledgements.
///
/// Finished tags are collected and acknowledged by one `multiple` up to the first tag that is still open. A tag that
/// stays open for long would hold up those behind it and use up the prefetch, so after a while these are
/// acknowledged one by one.
struct AckLedger {
    struct Acknowledgement: Equatable {
        var tag: UInt64
        var multiple: Bool
    }

    private enum Mark { case open, finished, settled }

    /// Finished tags that make a batch.
    static let batchSize = 50
    /// How long a finished tag waits for its batch.
    static let longestDelay = Duration.milliseconds(5)
    /// How long finished tags wait behind an open one.
    static let longestStranding = Duration.milliseconds(250)

    /// As many finished tags are acknowledged at once.
    let batch: Int
    private let strandedLimit: Int
    private var marks: Deque<Mark> = []
    /// The tag of the first mark.
    private var first: UInt64 = 1
    /// Marks before the first open one, and how many of them are finished.
    private var prefix = 0
    private var ready = 0
    /// Finished marks behind an open one.
    private var stranded = 0
    private var readySince: ContinuousClock.Instant?
    private var strandedSince: ContinuousClock.Instant?

    init(prefetch: Int) {
        batch = max(1, min(Self.batchSize, prefetch / 2))
        strandedLimit = max(1, prefetch / 2)
    }

    /// Whether every delivery is settled and the broker knows it.
    var isEmpty: Bool { marks.isEmpty }

    /// The broker delivered a tag; tags come without gaps.
    mutating func delivered(_ tag: UInt64) {
        if marks.isEmpty { first = tag }
        marks.append(.open)
    }

    /// A delivery is dealt with. A tag that is unknown or settled is ignored.
    mutating func finished(_ tag: UInt64, at now: ContinuousClock.Instant) {
        guard let index = openIndex(of: tag) else { return }
        marks[index] = .finished
        stranded += 1
        if strandedSince == nil { strandedSince = now }
        extendPrefix(at: now)
    }

    /// A delivery goes back to the queue: whether that has to be sent.
    mutating func givenBack(_ tag: UInt64, at now: ContinuousClock.Instant) -> Bool {
        guard let index = openIndex(of: tag) else { return false }
        marks[index] = .settled
        extendPrefix(at: now)
        return true
    }

    /// When `flush` will have something to say though nothing happens before.
    var nextFlush: ContinuousClock.Instant? {
        let batchTime = readySince.map { $0 + Self.longestDelay }
        let strandedTime = strandedSince.map { $0 + Self.longestStranding }
        return [batchTime, strandedTime].compactMap(\.self).min()
    }

    /// What to send now: nothing as long as the batch is small and young, unless `force`d.
    mutating func flush(at now: ContinuousClock.Instant, force: Bool = false) -> [Acknowledgement] {
        var acknowledgements: [Acknowledgement] = []
        let isBatchDue = ready >= batch || readySince.map { now - $0 >= Self.longestDelay } ?? false
        let isStrandedDue =
            stranded >= strandedLimit || strandedSince.map { now - $0 >= Self.longestStranding } ?? false
        if isBatchDue || isStrandedDue || force { takePrefix(into: &acknowledgements) }
        if isStrandedDue || force { takeStranded(into: &acknowledgements) }
        return acknowledgements
    }

    private func openIndex(of tag: UInt64) -> Int? {
        guard tag >= first, tag - first < UInt64(marks.count), marks[Int(tag - first)] == .open else { return nil }
        return Int(tag - first)
    }

    private mutating func extendPrefix(at now: ContinuousClock.Instant) {
        let before = ready
        while prefix < marks.count, marks[prefix] != .open {
            if marks[prefix] == .finished {
                ready += 1
                stranded -= 1
            }
            prefix += 1
        }
        if ready > before, readySince == nil { readySince = now }
        if stranded == 0 { strandedSince = nil }
        if ready == 0 { dropPrefix() }
    }

    /// A multiple acknowledgement has to name a tag that the broker still waits for, so it names the last finished one.
    private mutating func takePrefix(into acknowledgements: inout [Acknowledgement]) {
        if ready > 0, let last = marks[..<prefix].lastIndex(of: .finished) {
            acknowledgements.append(Acknowledgement(tag: first + UInt64(last), multiple: ready > 1))
        }
        dropPrefix()
    }

    private mutating func dropPrefix() {
        marks.removeFirst(prefix)
        first += UInt64(prefix)
        prefix = 0
        ready = 0
        readySince = nil
    }

    private mutating func takeStranded(into acknowledgements: inout [Acknowledgement]) {
        guard stranded > 0 else { return }
        for index in marks.indices where marks[index] == .finished {
            acknowledgements.append(Acknowledgement(tag: first + UInt64(index), multiple: false))
            marks[index] = .settled
        }
        stranded = 0
        strandedSince = nil
    }
}
