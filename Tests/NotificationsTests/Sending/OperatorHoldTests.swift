import TestSupport
import Testing

@testable import Notifications

@Suite("An operator's hold on a channel", .timeLimit(.minutes(1)))
struct OperatorHoldTests {
    private let hold = OperatorHold("paused by operator: campaign")

    @Test("keeps nobody who begins to wait when it has just been lifted")
    func liftedBefore() async throws {
        let words = try #require(hold.reason)
        hold.set(nil)
        await hold.lifted(from: words)
    }

    @Test("keeps who waits until it is lifted, or has another reason", arguments: [nil, "paused by operator: repair"])
    func lifted(reason: String?) async throws {
        let words = try #require(hold.reason)
        let goesOn = TestSignal<Void>("the sender goes on")
        let waiting = Task {
            await hold.lifted(from: words)
            goesOn.send(())
        }
        #expect(!hold.set(words))
        #expect(goesOn.pending.isEmpty)
        hold.set(reason)
        try await goesOn.next()
        await waiting.value
    }
}
