/// What a listener hears on its channels.
package enum PostgresNotification: Sendable, Equatable {
    /// A `NOTIFY` of a committed transaction.
    case payload(channel: String, text: String)

    /// Listening began, or began again: what was notified before is lost, so the listener reads the tables again.
    case resumed
}
