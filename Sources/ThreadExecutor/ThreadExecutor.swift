import Glibc

/// A serial executor on a thread of its own, for actors that own a C handle.
///
/// The C libraries behind the drivers block and are not thread-safe. An actor whose `unownedExecutor` is a
/// `ThreadExecutor` touches its handle on one thread only, and blocks nobody but itself. While no job is queued
/// the thread runs the *idle hook*, which may wait on a socket.
///
/// As the executor that a task prefers it keeps the task on the thread where nothing isolates it: a continuation that is
/// resumed would otherwise go through the global pool before it is back on its actor.
package final class ThreadExecutor: SerialExecutor, TaskExecutor, Sendable {
    /// What the thread does while no job is queued. `wakeDescriptor` turns readable when a job arrives; the hook
    /// must return soon after that. It runs isolated to this executor: `assumeIsolated` of an actor that uses the
    /// executor holds inside it.
    package typealias IdleHook = @Sendable (_ wakeDescriptor: Int32) -> Void

    private let queue: JobQueue
    private let thread: pthread_t

    /// Starts a thread called `name`, of which the kernel shows the first 15 bytes.
    package init(name: String) {
        let queue = JobQueue()
        self.queue = queue
        thread = startThread(name: name) { queue.run() }
    }

    deinit {
        queue.stop()
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        queue.append(QueuedJob(job: UnownedJob(job), executor: self))
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }

    package func checkIsolated() {
        precondition(pthread_equal(thread, pthread_self()) != 0, "not on the executor's thread")
    }

    package func isIsolatingCurrentContext() -> Bool? {
        pthread_equal(thread, pthread_self()) != 0
    }

    /// Sets or clears the idle hook; safe from any thread, in force from the next idle moment on.
    package func setIdleHook(_ hook: IdleHook?) {
        queue.setIdleHook(hook)
    }

    /// For an idle hook that has done its waiting and is about to return: jobs that come from now on need no wake.
    package func endIdle() {
        queue.endIdle()
    }
}
