import NIOCore

/// Runs tasks on an event loop's thread. What waits there holds up every connection of that loop, so long work
/// leaves it: see ``LongWorkMiddleware``.
final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
