/// What a callback reports of one message.
enum StatusStep: Sendable, Equatable {
    case sent, delivered, read
    case failed(LateFailure)

    /// In the words of Meta, which Twilio shares but for the failures.
    var word: String {
        switch self {
        case .sent: "sent"
        case .delivered: "delivered"
        case .read: "read"
        case .failed: "failed"
        }
    }

    /// Everything that becomes of a message, in order.
    static func steps(of message: SandboxMessage) -> [StatusStep] {
        guard message.status == .failed else { return [.sent, .delivered, .read] }
        return [.sent, .failed(message.failure ?? .transient)]
    }
}

/// When each report of a message leaves, disorder and repetition included.
struct StatusPlan: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        /// From the message's acceptance.
        let after: Duration
        let step: StatusStep
    }

    let entries: [Entry]

    /// - Parameter faults: Which shares go wrong, and how long lies between two steps.
    init(_ steps: [StatusStep], faults: Faults, using random: inout some RandomNumberGenerator) {
        let pause = Duration.seconds(faults.callbackDelaySeconds)
        var order = steps
        if steps.count > 1, Double.random(in: 0..<1, using: &random) < faults.disorderedCallbacks { order.reverse() }
        var entries: [Entry] = []
        for (index, step) in order.enumerated() {
            // Never all at the same instant, or a thousand messages' callbacks would come in waves.
            let after = pause * (Double(index + 1) + Double.random(in: 0..<0.5, using: &random))
            guard Double.random(in: 0..<1, using: &random) >= faults.lostCallbacks else { continue }
            entries.append(Entry(after: after, step: step))
            if Double.random(in: 0..<1, using: &random) < faults.duplicatedCallbacks {
                entries.append(Entry(after: after + pause * Double.random(in: 0..<4, using: &random), step: step))
            }
        }
        self.entries = entries
    }
}
