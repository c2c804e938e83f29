import Foundation

/// Runs what blocks, such as waiting for another program's end, on a thread of its own. Tests share as few threads as
/// the machine has processors: one that blocks such a thread halts half of all others, and their time limits run out.
package func onOwnThread<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}
