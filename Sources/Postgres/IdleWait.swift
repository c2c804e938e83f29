import Glibc

/// What a connection's thread does while it has nothing to do.
enum IdleWait {
    /// Waits until `socket` or `wakeDescriptor` is readable; answers whether `socket` is.
    static func isReadable(_ socket: Int32?, wakeDescriptor: Int32) -> Bool {
        // A negative descriptor is left out by poll.
        var descriptors = [
            pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        _ = poll(&descriptors, 2, -1)
        return descriptors[1].revents != 0
    }
}
