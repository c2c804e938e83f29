/// Keys of events that more than one place has to know.
package enum LogKey {
    /// The notification, or the direct message, that an event is about. Such events are never left out of a flood: what
    /// was said to whom can always be looked up, and there are no more of them than numbers may send.
    package static let notification = "notification_id"
    /// The trace that an event belongs to.
    package static let trace = "trace_id"
    /// The request that an event belongs to.
    package static let request = "request_id"
    /// What the HTTP server calls the same.
    package static let serverRequest = "hb.request.id"
}
