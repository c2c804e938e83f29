import Glibc

/// A pipe whose read end turns readable when a thread that waits in `poll` has to look at its queue.
struct WakePipe: ~Copyable, Sendable {
    let readDescriptor: Int32
    private let writeDescriptor: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "no descriptor left for a thread's wake pipe (errno \(errno))")
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        readDescriptor = ends[0]
        writeDescriptor = ends[1]
    }

    deinit {
        close(readDescriptor)
        close(writeDescriptor)
    }

    /// Makes the read end readable. A full pipe is readable already, so a short write is no fault.
    func write() {
        var byte: UInt8 = 1
        _ = Glibc.write(writeDescriptor, &byte, 1)
    }

    /// Waits until the read end is readable.
    func wait() {
        var descriptor = pollfd(fd: readDescriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&descriptor, 1, -1)
    }

    /// Takes what was written, a byte at the most: whoever writes does so once until it is taken. Answers whether there
    /// was one.
    func drain() -> Bool {
        var bytes: UInt64 = 0
        return read(readDescriptor, &bytes, MemoryLayout<UInt64>.size) > 0
    }
}
