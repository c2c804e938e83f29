import HTTPTypes
import Hummingbird
import NIOConcurrencyHelpers
import NIOCore

/// Gathers a response's body in memory.
final class CollectingWriter: ResponseBodyWriter, Sendable {
    private let collected = NIOLockedValueBox<[UInt8]>([])

    var bytes: [UInt8] { collected.withLockedValue { $0 } }

    func write(_ buffer: ByteBuffer) async throws {
        collected.withLockedValue { $0.append(contentsOf: buffer.readableBytesView) }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
