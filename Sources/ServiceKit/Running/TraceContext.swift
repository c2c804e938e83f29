package import Logging
import Messaging
import Observability

extension Logger.MetadataProvider {
    /// The trace that the present task works for, as `trace_id`.
    package static let trace = Logger.MetadataProvider {
        guard let trace = TraceParent.current else { return [:] }
        return [LogKey.trace: "\(trace.traceID)"]
    }
}
