import Glibc
import NIOConcurrencyHelpers
import TestSupport
import Testing
import ThreadExecutor

private actor Confined {
    private let executor: ThreadExecutor
    private var count = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(executor: ThreadExecutor = ThreadExecutor(name: "test")) {
        self.executor = executor
    }

    func thread() -> UInt { UInt(pthread_self()) }

    func increment() -> Int {
        count += 1
        return count
    }

    func countUnguarded() -> Int { count }

    nonisolated func countAssumingIsolation() -> Int { assumeIsolated { $0.countWithoutHop } }

    private var countWithoutHop: Int { count }
}

@Suite("A thread executor")
struct ThreadExecutorTests {
    @Test("runs every job of its actor on one thread, which is its own")
    func oneThread() async {
        let first = Confined()
        let second = Confined()
        var threads: Set<UInt> = []
        for _ in 0..<100 { threads.insert(await first.thread()) }
        #expect(threads.count == 1)
        #expect(await second.thread() != threads.first)
    }

    @Test("runs jobs from many tasks one at a time and loses none")
    func manyTasks() async {
        let actor = Confined()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<1_000 { group.addTask { _ = await actor.increment() } }
        }
        #expect(await actor.countUnguarded() == 1_000)
    }

    @Test("wakes its idle hook through the descriptor when a job arrives")
    func wakesIdleHook() async {
        let executor = ThreadExecutor(name: "test")
        let wakes = NIOLockedValueBox(0)
        let (entered, continuation) = AsyncStream.makeStream(of: Void.self)
        executor.setIdleHook { descriptor in
            continuation.yield()
            var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&poller, 1, 60_000) == 1 { wakes.withLockedValue { $0 += 1 } }
        }
        let actor = Confined(executor: executor)
        for await _ in entered {
            if await actor.increment() == 5 { break }
        }
        executor.setIdleHook(nil)
        #expect(wakes.withLockedValue { $0 } >= 4)
    }

    @Test("lets the idle hook act as the actor, since it runs on the actor's thread")
    func idleHookIsIsolated() async {
        let executor = ThreadExecutor(name: "test")
        let actor = Confined(executor: executor)
        _ = await actor.increment()
        let (seen, continuation) = AsyncStream.makeStream(of: Int.self)
        executor.setIdleHook { [weak actor] descriptor in
            if let actor { continuation.yield(actor.countAssumingIsolation()) }
            var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            _ = poll(&poller, 1, 60_000)
        }
        var iterator = seen.makeAsyncIterator()
        #expect(await iterator.next() == 1)
        executor.setIdleHook(nil)
    }

    @Test("ends its thread when the last actor that uses it is gone")
    func endsWithItsActor() async throws {
        weak var executor: ThreadExecutor?
        do {
            let strong = ThreadExecutor(name: "test")
            executor = strong
            let actor = Confined(executor: strong)
            _ = await actor.increment()
        }
        // The thread lets go of it when it gets its turn, which on a busy machine is not soon.
        try await eventually("the executor is gone") { executor == nil }
    }
}
