/// Conditions on pauses, for the statements that keep to them.
enum PauseSQL {
    /// The paused sources as an array, looked up once a statement.
    static let sources = """
        ARRAY(SELECT name FROM campanello.pauses WHERE kind = 'source' AND resumed_at IS NULL)
        """

    /// Whether a listing is of a source that is not paused.
    static let isRunning = "listings.source <> ALL (\(sources))"
}
