import Foundation

/// What a thread has run for: what a busy machine adds does not count.
enum ProcessorTime {
    /// Of this thread, in microseconds.
    static func microseconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }
}
