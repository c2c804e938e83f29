import CZlib
import Gzip
import Testing

@Suite("Unpacking gzip")
struct InflaterTests {
    /// A gzip member of `content`.
    private func packed(_ content: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        campanello_deflate_init(&stream, 15 + 16)
        defer { deflateEnd(&stream) }
        var input = content
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(content.count))) + 32)
        let size = output.count
        return input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(size)
                deflate(&stream, Z_FINISH)
                return Array(target[..<(size - Int(stream.avail_out))])
            }
        }
    }

    private func randomContent(_ size: Int) -> [UInt8] {
        (0..<size).map { _ in UInt8.random(in: 0...40) }
    }

    @Test("content comes back, whatever its size", arguments: [0, 1, 100, 65_535, 65_536, 65_537, 300_000])
    func roundTrip(_ size: Int) throws {
        let content = randomContent(size)
        #expect(try Inflater.inflate(packed(content), limit: size) == content)
    }

    @Test("content comes back when its pieces are cut anywhere", arguments: [1, 2, 7, 1000])
    func pieces(_ pieceSize: Int) throws {
        let content = randomContent(5_000)
        let data = packed(content)
        var inflater = Inflater(limit: 10_000)
        var found: [UInt8] = []
        for start in stride(from: 0, to: data.count, by: pieceSize) {
            try inflater.inflate(data[start..<min(start + pieceSize, data.count)]) { found.append(contentsOf: $0) }
        }
        try inflater.finish()
        #expect(found == content)
    }

    @Test("several members are one content, and zeros after the last are padding")
    func members() throws {
        let data = packed([1, 2]) + packed([]) + packed([3])
        #expect(try Inflater.inflate(data, limit: 10) == [1, 2, 3])
        #expect(try Inflater.inflate(data + [0, 0, 0], limit: 10) == [1, 2, 3])
        #expect(throws: GzipError.corrupt) { try Inflater.inflate(data + [0, 7], limit: 10) }
        #expect(throws: GzipError.corrupt) { try Inflater.inflate(data + Array("junk".utf8), limit: 10) }
    }

    @Test("a small body with a huge content is given up at the limit, and never handed on beyond it")
    func bomb() throws {
        let data = packed([UInt8](repeating: 0, count: 50_000_000))
        #expect(data.count < 60_000)
        var inflater = Inflater(limit: 1_000_000)
        var received = 0
        var failure: GzipError?
        do { try inflater.inflate(data) { received += $0.count } } catch { failure = error }
        #expect(failure == .tooLarge(limit: 1_000_000))
        #expect(received <= 1_000_000)
    }

    @Test("the limit itself is allowed, one byte more is not")
    func limit() throws {
        let data = packed(randomContent(1000))
        #expect(try Inflater.inflate(data, limit: 1000).count == 1000)
        #expect(throws: GzipError.tooLarge(limit: 999)) { try Inflater.inflate(data, limit: 999) }
    }

    @Test("data that ends too early, is damaged or is no gzip at all is named so")
    func damage() throws {
        let data = packed(randomContent(2000))
        #expect(throws: GzipError.truncated) { try Inflater.inflate([UInt8](), limit: 10) }
        for length in [1, 9, data.count / 2, data.count - 1] {
            #expect(throws: GzipError.truncated) { try Inflater.inflate(data[..<length], limit: 5000) }
        }
        #expect(throws: GzipError.corrupt) { try Inflater.inflate(Array("{\"not\": \"gzip\"}".utf8), limit: 5000) }
        var wrongChecksum = data
        wrongChecksum[data.count - 6] ^= 0xFF
        #expect(throws: GzipError.corrupt) { try Inflater.inflate(wrongChecksum, limit: 5000) }
    }

    @Test("no damage anywhere crashes it or goes unnoticed as another content")
    func anyDamage() throws {
        let content = randomContent(150)
        let data = packed(content)
        for index in 10..<data.count - 8 {
            var damaged = data
            damaged[index] ^= UInt8.random(in: 1...255)
            if let found = try? Inflater.inflate(damaged, limit: 100_000) { #expect(found == content) }
        }
    }
}
