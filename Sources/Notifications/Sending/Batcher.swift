/// Collects calls that come one by one and makes them in groups: the first goes at once, those that come while a
/// group is on its way wait for the next.
///
/// So a lone call waits for nothing, and under load the groups grow by themselves.
package actor Batcher<Input: Sendable, Output: Sendable> {
    package typealias Failure = DeliveryStoreError
    private typealias Waiting = CheckedContinuation<Result<Output, Failure>, Never>

    private let limit: Int
    private let lanes: Int
    private let linger: Duration
    private let perform: @Sendable ([Input]) async -> [Result<Output, Failure>]
    private var inputs: [Input] = []
    private var waiting: [Waiting] = []
    private var running = 0
    private var lastSize = 1

    /// - Parameters:
    ///   - limit: the largest group.
    ///   - lanes: groups on their way at once.
    ///   - linger: how long a group waits for more, when the one before was no lone call.
    ///   - perform: answers for every input, in order.
    package init(
        limit: Int = 128, lanes: Int = 1, linger: Duration = .zero,
        perform: @escaping @Sendable ([Input]) async -> [Result<Output, Failure>]
    ) {
        self.limit = limit
        self.lanes = lanes
        self.linger = linger
        self.perform = perform
    }

    package func submit(_ input: Input) async throws(Failure) -> Output {
        let result = await withCheckedContinuation { continuation in
            inputs.append(input)
            waiting.append(continuation)
            startIfIdle()
        }
        return try result.get()
    }

    /// How many calls wait for a group.
    var count: Int { waiting.count }

    private func startIfIdle() {
        guard running < lanes, !inputs.isEmpty else { return }
        running += 1
        // Detached: what works for many carries nobody's trace.
        Task.detached { await self.work() }
    }

    private func work() async {
        if linger > .zero, lastSize > 1, inputs.count < limit { try? await Task.sleep(for: linger) }
        while !inputs.isEmpty {
            let count = min(limit, inputs.count)
            let group = Array(inputs.prefix(count))
            let callers = Array(waiting.prefix(count))
            inputs.removeFirst(count)
            waiting.removeFirst(count)
            lastSize = count
            let results = await perform(group)
            for (caller, result) in zip(callers, results) { caller.resume(returning: result) }
            if linger > .zero, !inputs.isEmpty, inputs.count < limit { try? await Task.sleep(for: linger) }
        }
        running -= 1
        startIfIdle()
    }
}
