import NIOConcurrencyHelpers

/// A value that is never printed. One that comes from a file follows the file: a token rotates without a restart.
package struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private enum Source: Sendable {
        case fixed(String)
        case file(FileSecret)
    }

    private let source: Source

    /// A secret that does not change.
    package init(_ value: String) { source = .fixed(value) }

    /// - Throws: ``SettingError`` when the file cannot be read now.
    init(file: SecretFile) throws { source = .file(try FileSecret(file)) }

    /// The value now. A file that changed is read again; one that is gone or empty for a moment, as while it is being
    /// replaced, leaves the last value.
    package func reveal() -> String {
        switch source {
        case .fixed(let value): value
        case .file(let file): file.current()
        }
    }

    /// Makes every secret read its file again when next asked for, changed or not: what SIGHUP means.
    package static func rereadAll() { FileSecret.generation.withLockedValue { $0 += 1 } }

    package var description: String { "•••" }
    package var debugDescription: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The last value of a secret's file and the version it was read from.
private final class FileSecret: Sendable {
    struct State: Sendable {
        var value: String
        var version: SecretFile.Version?
        var generation: Int
    }

    static let generation = NIOLockedValueBox(0)

    private let file: SecretFile
    private let state: NIOLockedValueBox<State>

    init(_ file: SecretFile) throws {
        self.file = file
        let version = file.version
        state = NIOLockedValueBox(
            State(value: try file.read(), version: version, generation: Self.generation.withLockedValue { $0 }))
    }

    func current() -> String {
        let generation = Self.generation.withLockedValue { $0 }
        return state.withLockedValue { state in
            let version = file.version
            guard version != state.version || generation != state.generation else { return state.value }
            if let value = try? file.read() {
                state = State(value: value, version: version, generation: generation)
            }
            return state.value
        }
    }
}
