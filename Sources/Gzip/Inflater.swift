import CZlib

/// Unpacks gzip data piece by piece, up to a limit: a small body may hide a huge content.
///
/// Several members one after the other, as `cat a.gz b.gz` makes them, are one content. Zeros after the last member are
/// padding; anything else there is corrupt.
package struct Inflater: ~Copyable {
    private enum Phase {
        case inMember, betweenMembers, padding
    }

    private static let chunkSize = 65_536

    private let limit: Int
    private let stream: UnsafeMutablePointer<z_stream>
    private var produced = 0
    private var phase = Phase.betweenMembers
    private var hasBegun = false

    /// `limit` is the largest content in bytes, all pieces together.
    package init(limit: Int) {
        self.limit = max(0, limit)
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 bits of window; 16 more say gzip and nothing else.
        campanello_inflate_init(stream, 15 + 16)
    }

    deinit {
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// Unpacks one piece and gives `output` what comes of it, in parts of at most 64 KiB.
    package mutating func inflate(
        _ input: some Collection<UInt8>, _ output: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(GzipError) {
        var bytes = Array(input)
        let result: Result<Void, GzipError> = bytes.withUnsafeMutableBufferPointer { buffer in
            do throws(GzipError) {
                try consume(buffer, output)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// To be called after the last piece. Throws `truncated` where the data ends within a member, or never began.
    package mutating func finish() throws(GzipError) {
        guard hasBegun, phase != .inMember else { throw .truncated }
    }

    /// Unpacks a whole body.
    package static func inflate(_ input: some Collection<UInt8>, limit: Int) throws(GzipError) -> [UInt8] {
        var inflater = Inflater(limit: limit)
        var content: [UInt8] = []
        try inflater.inflate(input) { content.append(contentsOf: $0) }
        try inflater.finish()
        return content
    }

    private mutating func consume(
        _ input: UnsafeMutableBufferPointer<UInt8>, _ output: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(GzipError) {
        var position = 0
        while position < input.count {
            if try skipPadding(input[position]) {
                position += 1
                continue
            }
            let rest = UnsafeMutableBufferPointer(rebasing: input[position...])
            position += try inflateMember(rest, output)
        }
    }

    /// Between members: begins the next one, or skips a zero.
    private mutating func skipPadding(_ byte: UInt8) throws(GzipError) -> Bool {
        if phase == .inMember { return false }
        if hasBegun, byte == 0 {
            phase = .padding
            return true
        }
        guard phase == .betweenMembers else { throw .corrupt }
        hasBegun = true
        phase = .inMember
        inflateReset(stream)
        return false
    }

    /// Answers with the number of bytes that were taken.
    private mutating func inflateMember(
        _ input: UnsafeMutableBufferPointer<UInt8>, _ output: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(GzipError) -> Int {
        stream.pointee.next_in = input.baseAddress
        stream.pointee.avail_in = UInt32(clamping: input.count)
        let given = Int(stream.pointee.avail_in)
        var isChunkFull = false
        repeat {
            let code = step(output, &isChunkFull)
            guard produced <= limit else { throw .tooLarge(limit: limit) }
            if code == Z_STREAM_END {
                phase = .betweenMembers
                break
            }
            // Z_BUF_ERROR only says that there was nothing to do.
            guard code == Z_OK || code == Z_BUF_ERROR else { throw .corrupt }
        } while stream.pointee.avail_in > 0 || isChunkFull
        return given - Int(stream.pointee.avail_in)
    }

    private mutating func step(_ output: (UnsafeBufferPointer<UInt8>) -> Void, _ isChunkFull: inout Bool) -> Int32 {
        var count = 0
        var code = Z_OK
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.chunkSize) { chunk in
            stream.pointee.next_out = chunk.baseAddress
            stream.pointee.avail_out = UInt32(chunk.count)
            code = CZlib.inflate(stream, Z_NO_FLUSH)
            count = chunk.count - Int(stream.pointee.avail_out)
            produced += count
            if count > 0, produced <= limit { output(UnsafeBufferPointer(rebasing: chunk[..<count])) }
        }
        isChunkFull = count == Self.chunkSize
        return code
    }
}
