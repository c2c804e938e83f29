/// Asks a number's account whether it is in order: once at the start, and while it is paused, until it is.
struct NumberKeeper: Sendable {
    let number: SendingNumber
    let board: NumberBoard
    /// The time between two account calls while paused.
    let probeInterval: Duration

    /// Runs until its task is cancelled.
    func run() async {
        // An account call that fails in passing is no reason not to try.
        if let error = await number.probe(), error.errorClass == .configuration {
            board.pause(number.index, error, isRefusal: false)
        } else {
            board.resume(number.index)
        }
        while let rest = await board.paused(number.index) {
            // An account call that is answered well proves nothing by itself: it may have been so all the time.
            guard await sleep(max(rest, probeInterval)) else { return }
            while let error = await number.probe() {
                board.pause(number.index, error, isRefusal: false)
                guard await sleep(probeInterval) else { return }
            }
            board.resume(number.index)
        }
    }

    private func sleep(_ duration: Duration) async -> Bool {
        do {
            try await Task.sleep(for: duration)
            return true
        } catch {
            return false
        }
    }
}
