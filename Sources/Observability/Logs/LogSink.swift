import Foundation

/// Takes whole lines; each goes out in one piece, so that lines of several threads never mix.
package struct LogSink: Sendable {
    private let put: @Sendable (String) -> Void

    package init(_ put: @escaping @Sendable (String) -> Void) { self.put = put }

    /// Writes a line, without its line end.
    package func write(_ line: String) { put(line) }

    /// Standard error: standard output stays free for what a command answers.
    package static let standardError = LogSink { line in
        let bytes = Array((line + "\n").utf8)
        var start = 0
        while start < bytes.count {
            let written = bytes[start...].withUnsafeBytes { Foundation.write(2, $0.baseAddress, $0.count) }
            guard written > 0 else { return }
            start += written
        }
    }
}
