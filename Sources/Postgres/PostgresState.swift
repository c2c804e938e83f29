/// Whether the database can be reached, as the pool sees it. Reported once per change of case.
package enum PostgresState: Sendable, Equatable {
    /// No attempt has ended yet.
    case connecting
    case ready
    /// The reason is for operators: no password, no parameter.
    case unavailable(reason: String)
    case closed
}
