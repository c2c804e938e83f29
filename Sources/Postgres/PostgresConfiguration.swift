import CPostgreSQL

/// Where the database is and how its connections behave.
package struct PostgresConfiguration: Sendable {
    /// A `postgresql://` URL as libpq reads it. It may hold a password, so it is never logged.
    package let url: String

    /// The pool's name in errors and the application's name in `pg_stat_activity`.
    package var applicationName: String

    /// How many connections the pool opens at most. A listener takes one more.
    package var size: Int

    /// Name look-up, TCP, TLS and log-in together.
    package var connectTimeout: Duration

    /// How long one statement may run before the server cancels it. Five seconds later the connection is given up.
    package var statementTimeout: Duration

    /// How long a caller waits for a free connection.
    package var leaseTimeout: Duration

    /// How many prepared statements a connection keeps; the least recently used goes first.
    package var statementCacheSize: Int

    /// Schemas, separated by commas.
    package var searchPath: String

    /// Whether prepared statements are planned once, whatever their parameters: for statements that look rows up by
    /// key in groups, whose planning would otherwise cost more than their work. By itself the server plans each of
    /// them anew five times on every connection, and for ever where it takes an array of ids for a better plan.
    package var plansOnce: Bool

    /// Whether a pool's connections live on one thread: for many short statements at once, of which each wake of the
    /// thread then serves several. Otherwise each has its own, and a long copy holds up nobody else.
    package var sharesThread: Bool

    /// Throws `PostgresError` of kind `configuration` for what is no PostgreSQL URL; it never quotes the URL.
    package init(
        url: String,
        applicationName: String = "campanello",
        size: Int = 8,
        connectTimeout: Duration = .seconds(5),
        statementTimeout: Duration = .seconds(30),
        leaseTimeout: Duration = .seconds(10),
        statementCacheSize: Int = 256,
        searchPath: String = "campanello",
        plansOnce: Bool = false,
        sharesThread: Bool = false
    ) throws(PostgresError) {
        try Self.check(url)
        self.url = url
        self.applicationName = applicationName
        self.size = max(1, size)
        self.connectTimeout = connectTimeout
        self.statementTimeout = statementTimeout
        self.leaseTimeout = leaseTimeout
        self.statementCacheSize = max(1, statementCacheSize)
        self.searchPath = searchPath
        self.plansOnce = plansOnce
        self.sharesThread = sharesThread
    }

    private static func check(_ url: String) throws(PostgresError) {
        let isURL = url.hasPrefix("postgresql://") || url.hasPrefix("postgres://")
        let options = isURL ? PQconninfoParse(url, nil) : nil
        guard let options else {
            throw PostgresError(
                .configuration, "not a PostgreSQL URL; for example postgresql://user@127.0.0.1:5432/database")
        }
        PQconninfoFree(options)
    }
}
