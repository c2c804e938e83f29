import Glibc
import NIOConcurrencyHelpers

/// A job with the executor it runs on: the reference keeps the executor alive until the job has run, even when the
/// job drops the last actor that used it.
struct QueuedJob: Sendable {
    let job: UnownedJob
    let executor: ThreadExecutor
}

/// The jobs of one executor, in order, and the pipe that wakes its thread.
final class JobQueue: Sendable {
    private struct State {
        var jobs: [QueuedJob] = []
        var idleHook: ThreadExecutor.IdleHook?
        var isStopped = false
        /// The thread sleeps, or is about to. While it does not, it sees by itself what has changed.
        var isIdle = false
        /// A byte is in the pipe, or on its way there.
        var isWakeWritten = false
    }

    private enum Step {
        case run([QueuedJob])
        case idle(ThreadExecutor.IdleHook?)
        case exit
    }

    private let state = NIOLockedValueBox(State())
    private let wake = WakePipe()

    func append(_ job: QueuedJob) {
        change { $0.jobs.append(job) }
    }

    func setIdleHook(_ hook: ThreadExecutor.IdleHook?) {
        change { $0.idleHook = hook }
    }

    func stop() {
        change { $0.isStopped = true }
    }

    /// The thread's body: runs jobs in order until stopped.
    func run() {
        while true {
            switch nextStep() {
            case .run(let jobs):
                for queued in jobs {
                    queued.job.runSynchronously(on: queued.executor.asUnownedSerialExecutor())
                }
            case .idle(let hook):
                if let hook { hook(wake.readDescriptor) } else { wake.wait() }
                endIdle()
                drain()
            case .exit:
                return
            }
        }
    }

    private func nextStep() -> Step {
        state.withLockedValue { state in
            if !state.jobs.isEmpty {
                defer { state.jobs.removeAll(keepingCapacity: true) }
                return .run(state.jobs)
            }
            state.isIdle = !state.isStopped
            return state.isStopped ? .exit : .idle(state.idleHook)
        }
    }

    /// The thread is awake again: whoever has a job for it need not wake it.
    func endIdle() {
        state.withLockedValue { $0.isIdle = false }
    }

    /// Takes the byte that woke the thread. One that is still on its way is left for the next time.
    private func drain() {
        guard state.withLockedValue({ $0.isWakeWritten }), wake.drain() else { return }
        state.withLockedValue { $0.isWakeWritten = false }
    }

    private func change(_ body: (inout State) -> Void) {
        let mustWake = state.withLockedValue { state in
            body(&state)
            guard state.isIdle, !state.isWakeWritten else { return false }
            state.isWakeWritten = true
            return true
        }
        if mustWake { wake.write() }
    }
}
