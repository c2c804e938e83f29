/// Wakes one task that waits. A ring that comes while nobody waits is kept for the next one; several are one.
actor Bell {
    private var isRung = false
    private var sleeper: Task<Void, Never>?

    func ring() {
        isRung = true
        sleeper?.cancel()
    }

    /// Returns when it rings, after `limit`, or when the task is cancelled.
    func wait(atMost limit: Duration) async {
        if !isRung, !Task.isCancelled, limit > .zero {
            let sleep = Task<Void, Never> { try? await Task.sleep(for: limit) }
            sleeper = sleep
            await withTaskCancellationHandler {
                await sleep.value
            } onCancel: {
                sleep.cancel()
            }
            sleeper = nil
        }
        isRung = false
    }
}
