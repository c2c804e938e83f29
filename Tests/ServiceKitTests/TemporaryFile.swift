import Foundation

/// A file that is gone when the test is over.
final class TemporaryFile {
    let path: String

    init(_ content: String) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("campanello-\(UUID().uuidString)").path
        try write(content)
    }

    func write(_ content: String) throws {
        try content.write(toFile: path, atomically: true, encoding: .utf8)
    }

    func remove() throws { try FileManager.default.removeItem(atPath: path) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
