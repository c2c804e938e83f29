import Foundation
import Glibc

/// A run of a program that a test needs and that says nothing to anybody.
package struct ToolRun: Sendable {
    private let process: Process
    private let end: TestSignal<Int32>

    /// - Parameter program: Its path.
    package init(_ program: String, _ arguments: [String]) throws {
        let (process, end) = (Process(), TestSignal<Int32>("\(program) ends"))
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.terminationHandler = { end.send($0.terminationStatus) }
        try process.run()
        (self.process, self.end) = (process, end)
    }

    /// Its exit status, once it has ended.
    package func ended() async throws -> Int32 { try await end.next() }

    package func kill() async throws {
        // A child of a thread that blocks signals blocks them too: only this one is certain.
        Glibc.kill(process.processIdentifier, SIGKILL)
        _ = try await ended()
    }
}
