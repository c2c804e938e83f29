import Glibc

/// What the transport's thread does without transfers.
enum Wake {
    static func wait(_ descriptor: Int32) {
        var descriptors = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&descriptors, 1, -1)
    }
}
