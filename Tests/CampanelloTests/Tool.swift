import Foundation
import TestSupport
import Testing

/// The operator's tool as operators run it: a process of its own, with nothing but the given settings.
struct Tool: Sendable {
    struct Outcome: Sendable {
        let status: Int32
        let output: String
        let errors: String

        /// The object on the last line of standard output.
        func object() throws -> [String: Any] {
            let line = try #require(output.split(separator: "\n").last)
            return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    let settings: [String: String]

    func run(_ arguments: String...) async throws -> Outcome { try await run(arguments) }

    func run(_ arguments: [String]) async throws -> Outcome {
        try await onOwnThread { try runToItsEnd(arguments) }
    }

    private func runToItsEnd(_ arguments: [String]) throws -> Outcome {
        let folder = FileManager.default.temporaryDirectory
        let process = Process()
        process.executableURL = try Self.executable()
        process.arguments = arguments
        process.environment = settings
        process.currentDirectoryURL = folder
        let (output, errors) = (Pipe(), Pipe())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // What a command says of a failure is one line, far from filling its pipe.
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        let complained = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: String(decoding: said, as: UTF8.self),
            errors: String(decoding: complained, as: UTF8.self))
    }

    /// It is built into the folder of the tests.
    private static func executable() throws -> URL {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "campanello")
    }
}
