import Contracts
import Metrics
import NIOConcurrencyHelpers
import Notifications

/// A sender's figures.
struct SenderMetrics: Sendable {
    private let channel: String
    /// Those with a label that is known only when something happens: to find one costs less than to make it again.
    private let counters = NIOLockedValueBox<[Label: Counter]>([:])
    private let inDoubt: Counter
    private let storeFailures: Counter
    private let notPublished: Counter
    private let provider: Timer
    private let slotWait: Timer
    private let delivery: Timer
    private let endToEnd: Timer
    private let codes = BoundedLabel(limit: 100)

    /// - Parameter numbers: by name; they count from the start.
    init(channel: Channel, numbers: [String] = []) {
        self.channel = channel.rawValue
        let labels = [("channel", channel.rawValue)]
        inDoubt = Counter(label: "sender_in_doubt_total", dimensions: labels)
        storeFailures = Counter(label: "sender_store_failures_total", dimensions: labels)
        notPublished = Counter(label: "sender_copies_not_published_total", dimensions: labels)
        provider = Timer(label: "sender_provider_seconds", dimensions: labels)
        slotWait = Timer(label: "sender_slot_wait_seconds", dimensions: labels)
        delivery = Timer(label: "sender_delivery_seconds", dimensions: labels)
        endToEnd = Timer(label: "sender_end_to_end_seconds", dimensions: labels)
        for number in numbers {
            usable(number).record(1)
            _ = counter("sender_sent_total", [("number", number)])
        }
    }

    func count(_ event: SenderEvent) {
        switch event {
        case .accepted(_, let number, _, _, _, let seconds):
            counter("sender_sent_total", [("number", number)]).increment()
            attempted(number, "accepted")
            provider.recordNanoseconds(Int64(seconds * 1e9))
        case .arrived(_, let seconds, let sinceListing):
            delivery.recordNanoseconds(Int64(seconds * 1e9))
            if let sinceListing { endToEnd.recordNanoseconds(Int64(sinceListing * 1e9)) }
        case .refused(_, let number, let error, _, let seconds):
            let code = codes.bounded(error.code)
            counter("sender_failed_total", [("class", error.errorClass.rawValue), ("code", code)]).increment()
            attempted(number, "refused")
            provider.recordNanoseconds(Int64(seconds * 1e9))
        case .postponed(_, let reason): counter("sender_postponed_total", [("reason", reason)]).increment()
        case .skipped(_, let reason): counter("sender_skipped_total", [("reason", reason.rawValue)]).increment()
        case .inDoubt(_, _, let number, _):
            inDoubt.increment()
            if let number { attempted(number, "in-doubt") }
        case .dead(_, let reason, _, _): counter("sender_dead_total", [("reason", reason)]).increment()
        case .obsolete(_, let why): counter("sender_obsolete_total", [("why", why)]).increment()
        case .claimLost: counter("sender_obsolete_total", [("why", "claim lost")]).increment()
        case .notPublished: notPublished.increment()
        case .storeFailed: storeFailures.increment()
        case .waitedForSlot(let seconds): slotWait.recordNanoseconds(Int64(seconds * 1e9))
        case .number(let number, let change): count(number, change)
        }
    }

    private func count(_ number: String, _ change: NumberChange) {
        switch change {
        case .paused, .circuitOpened: usable(number).record(0)
        case .resumed, .circuitClosed: usable(number).record(1)
        case .held: counter("sender_number_held_total", [("number", number)]).increment()
        }
    }

    private func usable(_ number: String) -> Gauge {
        Gauge(label: "sender_number_usable", dimensions: [("channel", channel), ("number", number)])
    }

    private func attempted(_ number: String, _ outcome: String) {
        counter("sender_attempts_total", [("number", number), ("outcome", outcome)]).increment()
    }

    private func counter(_ name: String, _ labels: [(key: String, value: String)]) -> Counter {
        counters.withLockedValue { counters in
            let label = Label(name: name, values: labels.map(\.value))
            if let counter = counters[label] { return counter }
            let counter = Counter(label: name, dimensions: [("channel", channel)] + labels.map { ($0.key, $0.value) })
            counters[label] = counter
            return counter
        }
    }

    private struct Label: Hashable {
        let name: String
        let values: [String]
    }
}

/// Values that come from outside, as a label: beyond so many of them, new ones are all `other`.
struct BoundedLabel: Sendable {
    private let limit: Int
    private let known = NIOLockedValueBox<Set<String>>([])

    init(limit: Int) { self.limit = limit }

    func bounded(_ value: String) -> String {
        known.withLockedValue { known in
            if known.contains(value) { return value }
            guard known.count < limit else { return "other" }
            known.insert(value)
            return value
        }
    }
}
