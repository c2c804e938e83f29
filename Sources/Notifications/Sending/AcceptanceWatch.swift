import Messaging
import NIOConcurrencyHelpers

/// Passes on what a sender does, and ends the trial that follows a refusal when one message is accepted.
final class AcceptanceWatch: SenderObserver {
    private let observer: any SenderObserver
    private let trials = NIOLockedValueBox<[ConsumerLoop]>([])

    init(_ observer: any SenderObserver) { self.observer = observer }

    func begin(stopping loops: [ConsumerLoop]) {
        trials.withLockedValue { $0 = loops }
    }

    func senderDid(_ event: SenderEvent) {
        if case .accepted = event {
            let ended = trials.withLockedValue { trials in
                defer { trials = [] }
                return trials
            }
            for trial in ended { trial.stop() }
        }
        observer.senderDid(event)
    }
}
