package import Contracts
package import Foundation

/// Which dead letters are meant. Every condition that is set must hold; one that is not set holds for all.
package struct LetterSelection: Sendable {
    package var queues: [WorkQueue]
    package var reason: String?
    package var errorClass: String?
    package var errorCode: String?
    /// The messages' ids; empty for any.
    package var ids: Set<UUID>
    /// Died at this instant or later.
    package var since: Date?
    /// Died before this instant.
    package var before: Date?

    package init(
        queues: [WorkQueue] = WorkQueue.allCases, reason: String? = nil, errorClass: String? = nil,
        errorCode: String? = nil, ids: Set<UUID> = [], since: Date? = nil, before: Date? = nil
    ) {
        self.queues = queues
        self.reason = reason
        self.errorClass = errorClass
        self.errorCode = errorCode
        self.ids = ids
        self.since = since
        self.before = before
    }

    package func contains(_ letter: BuriedMessage) -> Bool {
        guard queues.contains(letter.queue) else { return false }
        if let reason, letter.reason != reason { return false }
        if let errorClass, letter.errorClass != errorClass { return false }
        if let errorCode, letter.errorCode != errorCode { return false }
        if !ids.isEmpty, !(letter.id.map(ids.contains) ?? false) { return false }
        guard since != nil || before != nil else { return true }
        guard let failedAt = letter.failedAt else { return false }
        return failedAt >= since ?? .distantPast && failedAt < before ?? .distantFuture
    }
}
