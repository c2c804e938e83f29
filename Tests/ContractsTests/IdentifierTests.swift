import Contracts
import Foundation
import Testing

@Suite struct IdentifierTests {
    @Test("a version 7 id carries version, variant and its millisecond")
    func layout() throws {
        let time = Date(timeIntervalSince1970: 1_645_557_742.5)
        let id = UUID.v7(at: time)
        let bytes = withUnsafeBytes(of: id.uuid) { Array($0) }
        #expect(bytes[6] >> 4 == 7)
        #expect(bytes[8] >> 6 == 0b10)
        let milliseconds = bytes[..<6].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        #expect(milliseconds == 1_645_557_742_500)
    }

    @Test("ids sort by time, and those of one millisecond differ")
    func order() {
        let start = Date(timeIntervalSince1970: 1_700_000_000)
        let ids = (0..<1000).map { UUID.v7(at: start.addingTimeInterval(Double($0) / 100)) }
        #expect(ids.map(\.text) == ids.map(\.text).sorted())
        #expect(Set((0..<1000).map { _ in UUID.v7(at: start) }).count == 1000)
    }

    @Test("times outside the format's range do not trap", arguments: [-1e12, 0, 1e15])
    func range(seconds: Double) {
        let bytes = withUnsafeBytes(of: UUID.v7(at: Date(timeIntervalSince1970: seconds)).uuid) { Array($0) }
        #expect(bytes[6] >> 4 == 7)
    }
}
