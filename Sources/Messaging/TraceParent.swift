/// The `traceparent` of W3C Trace Context, version 00: which trace a message belongs to and which step caused it.
package struct TraceParent: Sendable, Equatable, CustomStringConvertible {
    /// 32 lower-case hexadecimal digits, not all zero.
    package let traceID: String
    /// 16 lower-case hexadecimal digits, not all zero.
    package let spanID: String
    package let isSampled: Bool

    /// The step that the present task works for. Whatever it logs is said with the trace's id.
    @TaskLocal package static var current: TraceParent?

    /// Reads a header's text; nil when it is malformed or of the forbidden version ff. Later versions may append
    /// fields, which are ignored.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, Self.isHex(parts[0], 2), parts[0] != "ff", parts[0] != "00" || parts.count == 4,
            Self.isIdentifier(parts[1], 32), Self.isIdentifier(parts[2], 16), Self.isHex(parts[3], 2),
            let flags = UInt8(parts[3], radix: 16)
        else { return nil }
        traceID = String(parts[1])
        spanID = String(parts[2])
        isSampled = flags & 1 == 1
    }

    private init(traceID: String, spanID: String = Self.random(bytes: 8), isSampled: Bool) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
    }

    /// The first step of the trace that an event begins, told by the event's id, a UUID in text: the same however often
    /// the event is published. Nil where the text is no UUID.
    package init?(ofEvent id: String) {
        let digits = String(decoding: id.lowercased().utf8.filter { $0 != UInt8(ascii: "-") }, as: UTF8.self)
        guard Self.isIdentifier(digits[...], 32), Self.isIdentifier(digits.suffix(16), 16) else { return nil }
        self.init(traceID: digits, spanID: String(digits.suffix(16)), isSampled: true)
    }

    /// The first step of a new trace.
    package static func start() -> TraceParent {
        TraceParent(traceID: random(bytes: 16), isSampled: true)
    }

    /// The next step of the same trace.
    package func child() -> TraceParent {
        TraceParent(traceID: traceID, isSampled: isSampled)
    }

    package var description: String {
        "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")"
    }

    private static func random(bytes: Int) -> String {
        let digits = Array("0123456789abcdef")
        let text = String((0..<bytes * 2).map { _ in digits[Int.random(in: 0..<16)] })
        return isIdentifier(text[...], bytes * 2) ? text : random(bytes: bytes)
    }

    private static func isHex(_ text: Substring, _ count: Int) -> Bool {
        text.utf8.count == count
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func isIdentifier(_ text: Substring, _ count: Int) -> Bool {
        isHex(text, count) && text.utf8.contains { $0 != UInt8(ascii: "0") }
    }
}
