import Foundation

/// The time and the processor's time since it was made.
struct Meter {
    private let begun = ContinuousClock.now
    private let spent = Self.cpuSeconds()

    /// Prints messages a second and microseconds of processor a message.
    func report(_ count: Int) {
        let elapsed = ContinuousClock.now - begun
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        let cpu = (Self.cpuSeconds() - spent) / Double(count) * 1e6
        print("{\"rate\":\(Double(count) / seconds),\"cpu_us\":\(cpu)}")
    }

    private static func cpuSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6
    }
}
