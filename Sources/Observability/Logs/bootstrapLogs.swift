package import Logging

/// Sets the process up to log to standard error; to be called once, before the first logger is made.
///
/// - Parameters:
///   - format: Text for people, JSON for collectors.
///   - level: Events below it are not written.
///   - eventsPerSecond: Of one kind of event, so many a second are written; 0 writes all.
///   - context: What every event of a task is said with, such as the trace it belongs to.
/// - Returns: where the events go.
@discardableResult
package func bootstrapLogs(
    format: LogFormat, level: Logger.Level, eventsPerSecond: Int = 0, context: Logger.MetadataProvider? = nil
) -> LogStream {
    let stream = LogStream(
        format: format, sink: .standardError, gate: FloodGate(limit: eventsPerSecond), metrics: .shared)
    LoggingSystem.bootstrap(
        { label, provider in
            LineLogHandler(label: label, level: level, stream: stream, metadataProvider: provider)
        }, metadataProvider: context)
    return stream
}
