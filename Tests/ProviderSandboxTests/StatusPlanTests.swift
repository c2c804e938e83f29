import Testing

@testable import ProviderSandbox

@Suite("When the sandbox reports")
struct StatusPlanTests {
    private let steps: [StatusStep] = [.sent, .delivered, .read]

    private func plan(_ change: (inout Faults) -> Void = { _ in }) -> [StatusPlan.Entry] {
        var faults = Faults()
        faults.callbackDelaySeconds = 2
        change(&faults)
        var random = SystemRandomNumberGenerator()
        return StatusPlan(steps, faults: faults, using: &random).entries.sorted { $0.after < $1.after }
    }

    @Test("each step comes once, in order, a pause after the one before")
    func order() {
        let plan = plan()
        #expect(plan.map(\.step) == steps)
        for (index, entry) in plan.enumerated() {
            let expected = Duration.seconds(2 * (index + 1))
            #expect(entry.after >= expected && entry.after < expected + .seconds(1))
        }
    }

    @Test("a share of one turns every message's order round")
    func disorder() {
        #expect(plan { $0.disorderedCallbacks = 1 }.map(\.step) == [.read, .delivered, .sent])
    }

    @Test("a share of one repeats every callback, and one of lost ones loses all")
    func repetition() {
        let repeated = plan { $0.duplicatedCallbacks = 1 }.map(\.step)
        #expect(repeated.count == 6)
        for step in steps { #expect(repeated.filter { $0 == step }.count == 2) }
        #expect(plan { $0.lostCallbacks = 1 }.isEmpty)
    }
}
