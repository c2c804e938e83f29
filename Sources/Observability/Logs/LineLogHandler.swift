package import Logging

/// A log handler that writes one event a line, with the level in capitals.
package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel: Logger.Level
    private let label: String
    private let stream: LogStream

    /// - Parameters:
    ///   - label: The logger's label, shown with every event.
    ///   - level: Events below it are not written.
    ///   - stream: Where events go.
    package init(
        label: String, level: Logger.Level, stream: LogStream, metadataProvider: Logger.MetadataProvider? = nil
    ) {
        self.label = label
        self.logLevel = level
        self.stream = stream
        self.metadataProvider = metadataProvider
    }

    /// A handler of its own, without a gate against floods.
    package init(label: String, format: LogFormat, level: Logger.Level, sink: LogSink) {
        self.init(
            label: label, level: level, stream: LogStream(format: format, sink: sink, gate: FloodGate(limit: 0)))
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let isKept = event.metadata?[LogKey.notification] != nil
        stream.write(event.level, label: label, message: event.message.description, isKept: isKept) {
            var all = metadata
            if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
            if let own = event.metadata { all.merge(own) { _, new in new } }
            // Renamed here, and not in each request's logger: few requests log anything.
            if let id = all.removeValue(forKey: LogKey.serverRequest) { all[LogKey.request] = id }
            if let error = event.error { all["error"] = "\(error)" }
            return all
        }
    }
}
