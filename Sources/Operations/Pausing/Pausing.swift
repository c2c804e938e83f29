import Contracts
package import Persistence
package import Postgres

/// Stopping a channel or a source, and letting it go on: everywhere, at once.
package struct Pausing: Sendable {
    /// What was asked for cannot be paused.
    package enum Fault: Error, Equatable, CustomStringConvertible {
        /// Neither a channel nor anything that can be a source's name.
        case noName(String)
        /// Nothing has ever come from it; the sources that are known.
        case unknownSource(String, known: [String])
        case reasonTooLong(Int)

        package var description: String {
            switch self {
            case .noName(let name):
                "\(name) is neither a channel (\(Channel.allCases.map(\.rawValue).joined(separator: ", "))) nor a source"
            case .unknownSource(let name, let known):
                "no listing has ever come from \(name); "
                    + (known.isEmpty ? "there is no source yet" : "sources: \(known.joined(separator: ", "))")
            case .reasonTooLong(let length):
                "the reason has \(length) characters; at most \(Pausing.longestReason) are kept"
            }
        }
    }

    /// What was paused or resumed.
    package struct Outcome: Sendable, Equatable, Encodable {
        /// `channel` or `source`.
        package let kind: String
        package let name: String
        package let isPaused: Bool
        /// False where it already stood so.
        package let changed: Bool
    }

    /// In characters.
    package static let longestReason = 200

    package let store: PauseStore

    package init(pool: PostgresPool) {
        store = PauseStore(pool: pool)
    }

    /// - Parameters:
    ///   - name: a channel, or a source in any of its spellings.
    ///   - operator: who, for the audit log.
    /// - Throws: `Fault`, `PostgresError`.
    package func pause(_ name: String, reason: String, by operator: String) async throws -> Outcome {
        guard reason.count <= Self.longestReason else { throw Fault.reasonTooLong(reason.count) }
        let subject = try subject(name)
        if case .source(let source) = subject {
            let known = try await store.sources()
            guard known.contains(source) else { throw Fault.unknownSource(source, known: known) }
        }
        let isNew = try await store.pause(subject, reason: reason, by: `operator`)
        return Outcome(kind: subject.kind, name: subject.name, isPaused: true, changed: isNew)
    }

    /// - Throws: `Fault`, `PostgresError`.
    package func resume(_ name: String, by operator: String) async throws -> Outcome {
        let subject = try subject(name)
        let ended = try await store.resume(subject, by: `operator`)
        return Outcome(kind: subject.kind, name: subject.name, isPaused: false, changed: ended)
    }

    private func subject(_ name: String) throws(Fault) -> PauseSubject {
        guard let subject = PauseSubject(name) else { throw .noName(name) }
        return subject
    }
}
