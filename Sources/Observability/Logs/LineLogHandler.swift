import Foundation
package import Logging

/// A log handler that writes one event a line, with the level in capitals.
package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel: Logger.Level
    private let label: String
    private let format: LogFormat
    private let sink: LogSink

    /// - Parameters:
    ///   - label: The logger's label, shown with every event.
    ///   - level: Events below it are not written.
    ///   - sink: Where whole lines go.
    package init(label: String, format: LogFormat, level: Logger.Level, sink: LogSink) {
        self.label = label
        self.format = format
        self.logLevel = level
        self.sink = sink
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
        if let own = event.metadata { all.merge(own) { _, new in new } }
        if let error = event.error { all["error"] = "\(error)" }
        let line = LogLine(
            time: .now, level: event.level, label: label, message: event.message.description,
            fields: all.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) })
        switch format {
        case .text: sink.write(line.text)
        case .json: sink.write(line.json)
        }
    }
}
