package import Logging
import Messaging

extension Logger.MetadataProvider {
    /// The trace that the present task works for, as `trace_id`.
    package static let trace = Logger.MetadataProvider {
        guard let trace = TraceParent.current else { return [:] }
        return [TraceParent.logKey: "\(trace.traceID)"]
    }
}

extension TraceParent {
    /// The key under which events of the log name their trace.
    package static let logKey = "trace_id"
}
