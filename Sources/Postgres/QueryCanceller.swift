import CPostgreSQL
import NIOConcurrencyHelpers

/// Cancels the statement that one connection is running, from another thread.
///
/// Each statement has a number. A request to cancel is sent only while that very statement runs: the lock is held
/// until the server has taken the request, so it never hits the statement after it.
final class QueryCanceller: Sendable {
    private struct State {
        /// The address of the connection's `PGcancel`, owned by this lock: a pointer itself is not `Sendable`.
        var handle: UInt?
        var running: UInt64?
        var hasSent = false
        var lastNumber: UInt64 = 0
    }

    private let state = NIOLockedValueBox(State())

    deinit {
        replace(with: nil)
    }

    /// Takes the key of a fresh connection, or drops the old one.
    func replace(with handle: OpaquePointer?) {
        state.withLockedValue { state in
            PQfreeCancel(state.handle.flatMap { OpaquePointer(bitPattern: $0) })
            state.handle = handle.map { UInt(bitPattern: $0) }
            state.running = nil
        }
    }

    func nextNumber() -> UInt64 {
        state.withLockedValue { state in
            state.lastNumber += 1
            return state.lastNumber
        }
    }

    func begin(_ number: UInt64) {
        state.withLockedValue { state in
            state.running = number
            state.hasSent = false
        }
    }

    /// Answers whether the statement was asked to stop.
    func end() -> Bool {
        state.withLockedValue { state in
            state.running = nil
            return state.hasSent
        }
    }

    /// Asks the server to stop statement `number`, unless it has ended. Blocks while it connects.
    func send(_ number: UInt64) {
        state.withLockedValue { state in
            guard state.running == number, let handle = state.handle.flatMap({ OpaquePointer(bitPattern: $0) })
            else { return }
            state.hasSent = true
            var complaint = [CChar](repeating: 0, count: 256)
            PQcancel(handle, &complaint, Int32(complaint.count))
        }
    }
}
