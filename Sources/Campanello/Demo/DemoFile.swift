import Foundation

/// Files of one JSON object a line.
enum DemoFile {
    /// The lines that are not empty, as bytes.
    ///
    /// - Throws: ``CommandFailure`` naming a line that is no JSON object.
    static func objects(_ path: String) throws -> [[UInt8]] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure("\(path) cannot be read")
        }
        let lines = data.split(separator: UInt8(ascii: "\n")).map { Array($0) }
        for (index, line) in lines.enumerated() {
            do { _ = try object(line) } catch { throw CommandFailure("\(path) line \(index + 1) is not a JSON object") }
        }
        guard !lines.isEmpty else { throw CommandFailure("\(path) is empty") }
        return lines
    }

    static func object(_ line: [UInt8]) throws -> [String: Any] {
        guard let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] else {
            throw CommandFailure("not a JSON object")
        }
        return object
    }

    /// Works through lines, numbered from 1, a few at a time; the first failure ends it.
    static func inParallel(
        _ lines: [[UInt8]], width: Int, _ body: @escaping @Sendable (Int, [UInt8]) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, line) in lines.enumerated() {
                if index >= width { try await group.next() }
                group.addTask { try await body(index + 1, line) }
            }
            try await group.waitForAll()
        }
    }
}
