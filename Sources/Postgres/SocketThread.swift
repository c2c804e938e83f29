import Glibc
import ThreadExecutor

/// The thread of one connection or of several: it runs their jobs, and between them it sleeps until one of their
/// sockets is ready.
actor SocketThread {
    private struct Watch {
        let socket: Int32
        /// Called when the socket is readable and nobody waits for it: between statements.
        let whenIdle: @Sendable () -> Void
        var events: Int16 = 0
        var deadline: ContinuousClock.Instant?
        var waiter: UnsafeContinuation<Bool, Never>?
    }

    private let executor = ThreadExecutor(name: "postgres")
    private var watches: [Watch] = []
    /// What `poll` is given; kept so that its memory is reused.
    private var descriptors: [pollfd] = []

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init() {
        executor.setIdleHook { [weak self] wakeDescriptor in
            // Asleep it holds nothing: the thread ends with the last connection.
            guard var rest = self?.assumeIsolated({ $0.prepare(wakeDescriptor) }) else { return }
            let ready = poll(&rest.descriptors, nfds_t(rest.descriptors.count), rest.timeout)
            self?.assumeIsolated { [rest] in $0.wake(rest.descriptors, isDue: ready == 0 || rest.timeout == 0) }
        }
    }

    func add(_ socket: Int32, whenIdle: @escaping @Sendable () -> Void) {
        watches.append(Watch(socket: socket, whenIdle: whenIdle))
    }

    func remove(_ socket: Int32) {
        watches.removeAll { $0.socket == socket }
    }

    /// Waits until `socket` is ready for one of `events`. Answers false where `deadline` came before. Only on this
    /// thread.
    nonisolated func wait(for events: Int32, on socket: Int32, until deadline: ContinuousClock.Instant?) async -> Bool {
        // Preferred, so that the task is back before the thread looks at the socket again.
        await withTaskExecutorPreference(executor) {
            await withUnsafeContinuation { waiter in
                assumeIsolated { $0.park(waiter, for: Int16(events), on: socket, until: deadline) }
            }
        }
    }

    private func park(
        _ waiter: UnsafeContinuation<Bool, Never>, for events: Int16, on socket: Int32,
        until deadline: ContinuousClock.Instant?
    ) {
        guard let index = watches.firstIndex(where: { $0.socket == socket }) else {
            return waiter.resume(returning: false)
        }
        watches[index].events = events
        watches[index].deadline = deadline
        watches[index].waiter = waiter
    }

    private func prepare(_ wakeDescriptor: Int32) -> (descriptors: [pollfd], timeout: Int32) {
        descriptors.append(pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0))
        for index in watches.indices {
            let events = watches[index].waiter == nil ? Int16(POLLIN) : watches[index].events
            descriptors.append(pollfd(fd: watches[index].socket, events: events, revents: 0))
        }
        defer { descriptors = [] }
        return (descriptors, timeout)
    }

    private func wake(_ polled: [pollfd], isDue: Bool) {
        executor.endIdle()
        // Serving changes the list of sockets.
        for descriptor in polled.dropFirst() where descriptor.revents != 0 { serve(descriptor.fd) }
        if isDue { expire() }
        descriptors = polled
        descriptors.removeAll(keepingCapacity: true)
    }

    private func serve(_ socket: Int32) {
        guard let index = watches.firstIndex(where: { $0.socket == socket }) else { return }
        guard let waiter = watches[index].waiter else { return watches[index].whenIdle() }
        watches[index].waiter = nil
        waiter.resume(returning: true)
    }

    private func expire() {
        let now = ContinuousClock.now
        for index in watches.indices {
            guard let waiter = watches[index].waiter, let deadline = watches[index].deadline, deadline <= now else {
                continue
            }
            watches[index].waiter = nil
            waiter.resume(returning: false)
        }
    }

    /// Milliseconds until the first deadline.
    private var timeout: Int32 {
        var first: ContinuousClock.Instant?
        for index in watches.indices where watches[index].waiter != nil {
            guard let deadline = watches[index].deadline else { continue }
            first = first.map { min($0, deadline) } ?? deadline
        }
        guard let first else { return -1 }
        return Int32(clamping: max(0, (first - .now).milliseconds))
    }
}
