/// How events are written: for people, or for a collector.
package enum LogFormat: String, Sendable, CaseIterable {
    /// `2026-11-20T10:15:00.123Z INFO matcher: matched listings listings=20 matches=3`
    case text
    /// One JSON object a line: `time`, `level`, `logger`, `message`, then the event's own keys.
    case json
}
