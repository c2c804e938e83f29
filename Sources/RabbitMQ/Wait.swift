import Glibc

/// Sleeps until one of the descriptors is readable or the time has come; negative descriptors are ignored.
/// - Returns: whether the first one is readable.
func waitUntilReadable(
    _ first: Int32, _ second: Int32, _ third: Int32, until deadline: ContinuousClock.Instant
) -> Bool {
    var descriptors = [first, second, third].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let left = ContinuousClock.now.duration(to: deadline)
    let milliseconds = left <= .zero ? 0 : Int32(clamping: Int64(left / .milliseconds(1)) + 1)
    let count = poll(&descriptors, 3, milliseconds)
    return count > 0 && descriptors[0].revents != 0
}
