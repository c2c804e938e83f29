import Foundation
import Testing

/// Which tests ran against a real server: `script/test` counts them.
package enum RealServerUse {
    /// Writes the running test's name into the file of `TEST_REAL_SERVERS_LOG`; nothing without it.
    package static func note() {
        guard let path = ProcessInfo.processInfo.environment["TEST_REAL_SERVERS_LOG"], let test = Test.current else {
            return
        }
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o644)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // One write a line: tests run at once.
        let line = Array("\(test.id)\n".utf8)
        _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }
}
