package import Logging

/// Sets the process up to log to standard error; to be called once, before the first logger is made.
///
/// - Parameters:
///   - format: Text for people, JSON for collectors.
///   - level: Events below it are not written.
package func bootstrapLogs(format: LogFormat, level: Logger.Level) {
    LoggingSystem.bootstrap { label in
        LineLogHandler(label: label, format: format, level: level, sink: .standardError)
    }
}
