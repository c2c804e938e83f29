import Contracts
import Foundation
package import Persistence

/// The rows of a queue held against the messages that the broker has for them.
///
/// Figures of a running system are taken one after the other: a difference of a few messages that are just moving means
/// nothing, one that stays does.
package struct Reconciliation: Sendable, Encodable {
    package enum Verdict: String, Sendable, Encodable {
        /// Every row has its message.
        case whole
        /// More messages than rows: copies that will be acknowledged as superseded.
        case superseded = "superseded copies"
        /// Messages are missing; the sweep publishes them again.
        case lost
        /// Every row has its message, but some should have been sent long ago: nobody consumes, or the channel is paused.
        case late
    }

    package let queue: String
    package let unfinished: Int
    package let sending: Int
    package let later: Int
    package let inOutbox: Int
    /// In the work queue and its retry queues.
    package let messages: Int
    package let consumers: Int
    package let overdue: Int
    package let held: Int
    package let dead: Int
    package let deadLetters: Int
    /// Rows without a message; negative: messages without a row that waits for them.
    package let missing: Int
    package let verdict: Verdict
    /// What to do; empty where nothing is.
    package let advice: String

    package init(_ rows: QueueReckoning, _ queues: [QueueStatus]) {
        let byName = Dictionary(queues.map { ($0.name, $0) }) { first, _ in first }
        let name = rows.queue.name
        queue = name
        unfinished = rows.unfinished
        sending = rows.sending
        later = rows.later
        inOutbox = rows.inOutbox
        let retries = RetryLevel.allCases.map(rows.queue.retry)
        messages = ([name] + retries).reduce(0) { $0 + (byName[$1]?.messages ?? 0) }
        consumers = byName[name]?.consumers ?? 0
        overdue = rows.overdue
        held = rows.held
        dead = rows.dead
        deadLetters = byName[rows.queue.dead]?.messages ?? 0
        missing = rows.unfinished - rows.inOutbox - messages
        // A claimed message is unsettled, and so counted among the messages.
        verdict = missing > 0 ? .lost : rows.overdue > 0 ? .late : missing < 0 ? .superseded : .whole
        advice = Self.advice(
            verdict, consumers: consumers, held: rows.held, deadLetters: deadLetters)
    }

    private static func advice(_ verdict: Verdict, consumers: Int, held: Int, deadLetters: Int) -> String {
        var advice: [String] = []
        switch verdict {
        case .lost:
            advice.append("the sweep publishes what is missing 15 minutes after it was due; a Matcher must run")
        case .late:
            advice.append(consumers == 0 ? "start a sender, or see campanello pause" : "see the sender's /readyz")
        case .whole, .superseded: break
        }
        if held > 0 { advice.append("campanello reconcile --resend or --drop settles the held ones") }
        if deadLetters > 0 { advice.append("campanello dead-letters list") }
        return advice.joined(separator: "; ")
    }
}
