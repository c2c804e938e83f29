import Foundation

/// One line on standard error that says how far long work has come; nothing where that is no terminal.
final class ProgressLine {
    private let isShown: Bool
    private var last = ContinuousClock.now - .seconds(1)

    init(isShown: Bool) {
        self.isShown = isShown && isatty(STDERR_FILENO) == 1
    }

    /// Shows `text` in place of what was shown before, at most five times a second.
    func show(_ text: String) {
        guard isShown, .now - last > .milliseconds(200) else { return }
        last = .now
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }

    func end() {
        if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }
}
