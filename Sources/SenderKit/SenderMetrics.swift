import Contracts
import Metrics
import NIOConcurrencyHelpers
import Notifications
import Observability

/// A sender's figures.
struct SenderMetrics: Sendable {
    private let channel: String
    /// Those with a label that is known only when something happens: to find one costs less than to make it again.
    private let counters = NIOLockedValueBox<[Label: Counter]>([:])
    private let postponed: Counter
    private let inDoubt: Counter
    private let storeFailures: Counter
    private let notPublished: Counter
    private let provider: Timer
    private let slotWait: Timer

    init(channel: Channel) {
        self.channel = channel.rawValue
        for (name, help) in Self.help {
            PrometheusMetrics.shared.describe(name, MetricDescription(help: help))
        }
        let labels = [("channel", channel.rawValue)]
        postponed = Counter(label: "sender_postponed_total", dimensions: labels)
        inDoubt = Counter(label: "sender_in_doubt_total", dimensions: labels)
        storeFailures = Counter(label: "sender_store_failures_total", dimensions: labels)
        notPublished = Counter(label: "sender_copies_not_published_total", dimensions: labels)
        provider = Timer(label: "sender_provider_seconds", dimensions: labels)
        slotWait = Timer(label: "sender_slot_wait_seconds", dimensions: labels)
    }

    func count(_ event: SenderEvent) {
        switch event {
        case .accepted(_, let number, _, _, _, let seconds):
            counter("sender_sent_total", "number", number).increment()
            provider.recordNanoseconds(Int64(seconds * 1e9))
        case .refused(_, _, let error, _, let seconds):
            counter("sender_refused_total", "class", error.errorClass.rawValue).increment()
            provider.recordNanoseconds(Int64(seconds * 1e9))
        case .postponed: postponed.increment()
        case .skipped(_, let reason): counter("sender_skipped_total", "reason", reason.rawValue).increment()
        case .inDoubt: inDoubt.increment()
        case .dead(_, let reason, _, _): counter("sender_dead_total", "reason", reason).increment()
        case .obsolete(_, let why): counter("sender_obsolete_total", "why", why).increment()
        case .claimLost: counter("sender_obsolete_total", "why", "claim lost").increment()
        case .notPublished: notPublished.increment()
        case .storeFailed: storeFailures.increment()
        case .waitedForSlot(let seconds): slotWait.recordNanoseconds(Int64(seconds * 1e9))
        case .number(let number, let change): count(number, change)
        }
    }

    private func count(_ number: String, _ change: NumberChange) {
        let usable = Gauge(label: "sender_number_usable", dimensions: [("channel", channel), ("number", number)])
        switch change {
        case .paused, .circuitOpened: usable.record(0)
        case .resumed, .circuitClosed: usable.record(1)
        case .held: counter("sender_number_held_total", "number", number).increment()
        }
    }

    private func counter(_ name: String, _ key: String, _ value: String) -> Counter {
        counters.withLockedValue { counters in
            let label = Label(name: name, value: value)
            if let counter = counters[label] { return counter }
            let counter = Counter(label: name, dimensions: [("channel", channel), (key, value)])
            counters[label] = counter
            return counter
        }
    }

    private struct Label: Hashable {
        let name: String
        let value: String
    }

    private static let help = [
        "sender_sent_total": "Messages that the provider accepted, by number.",
        "sender_number_usable": "1 while a number works; 0 while it is paused or left alone.",
        "sender_number_held_total": "How often a provider asked a number for a pause.",
        "sender_slot_wait_seconds": "How long messages waited for their send slot.",
        "sender_refused_total": "Requests that the provider refused or that did not reach it, by class.",
        "sender_postponed_total": "Messages that were put off without spending an attempt.",
        "sender_skipped_total": "Deliveries that were not sent, by reason.",
        "sender_in_doubt_total": "Attempts of which nobody knows whether they arrived.",
        "sender_dead_total": "Deliveries that were given up, by reason.",
        "sender_obsolete_total": "Messages that needed nothing.",
        "sender_copies_not_published_total": "Copies that the broker did not take.",
        "sender_store_failures_total": "Calls to the database that failed.",
        "sender_provider_seconds": "How long the provider took to answer.",
    ]
}
