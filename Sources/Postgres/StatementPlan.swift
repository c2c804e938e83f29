/// When the server plans a statement.
package enum StatementPlan: Sendable {
    /// Once, when it comes again: the plan is kept while the connection lives.
    case kept
    /// Each time. For a table that is empty at one moment and full at the next, such as a queue: what is the best plan for
    /// the one, reading it all, takes minutes for the other.
    case anew
}
