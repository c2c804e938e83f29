import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Statements", .enabled(if: TestEnvironment.hasDatabase))
struct StatementsTests {
    @Test("a conflict names its constraint and SQLSTATE, never the value")
    func uniqueViolation() async throws {
        try await TestDatabase.withPool { pool async throws in
            try await pool.execute("CREATE TABLE people (email text CONSTRAINT one_account UNIQUE)")
            try await pool.execute("INSERT INTO people VALUES ($1)", ["somebody@example.org"])
            let error = try #require(
                await #expect(throws: PostgresError.self) {
                    try await pool.execute("INSERT INTO people VALUES ($1)", ["somebody@example.org"])
                })
            #expect(error.isUniqueViolation)
            #expect(error.constraint == "one_account")
            #expect(error.sqlState == "23505")
            #expect(error.detail == "Key (email)")
            #expect(!"\(error)".contains("somebody"))
            #expect(!error.isTransient)
        }
    }

    @Test(
        "no error holds a value, whatever the server quotes",
        arguments: [
            "SELECT $1::uuid", "SELECT $1::int", "SELECT $1::jsonb", "SELECT $1::timestamptz",
            "SELECT $1::text[]::int[]",
            "INSERT INTO checked VALUES ($1)",
        ])
    func noValues(_ sql: String) async throws {
        try await TestDatabase.withPool { pool async throws in
            try await pool.execute("CREATE TABLE checked (word text CHECK (word = 'right'))")
            let error = try #require(
                await #expect(throws: PostgresError.self) { try await pool.query(sql, ["{secret-value}"]) })
            #expect(error.sqlState?.hasPrefix("2") == true)
            #expect(!"\(error)".contains("secret"))
            #expect(!"\(String(reflecting: error))".contains("secret"))
        }
    }

    @Test("statements are prepared on their second use, and the least recently used ones are closed")
    func preparedStatements() async throws {
        try await TestDatabase.withURL { url in
            let configuration = try PostgresConfiguration(url: url, size: 1, statementCacheSize: 10)
            try await TestDatabase.withPool(configuration) { pool async throws in
                for round in 1...3 {
                    for number in 1...30 {
                        let row = try await pool.query("SELECT $1::int + \(number) AS sum", [.int(Int64(round))])
                        #expect(try row[0].decode("sum", as: Int.self) == round + number)
                        _ = try await pool.query("SELECT $1::int + \(number) AS sum", [.int(Int64(round))])
                    }
                }
                let count = try await pool.query("SELECT count(*) AS n FROM pg_prepared_statements")
                let prepared = try count[0].decode("n", as: Int.self)
                #expect(prepared >= 8 && prepared <= 12)
            }
        }
    }

    @Test("a statement that is to be planned anew is never prepared")
    func plannedAnew() async throws {
        try await TestDatabase.withPool(size: 1) { pool async throws in
            for number in 1...3 {
                let rows = try await pool.query("SELECT $1::bigint AS n", [.int(Int64(number))], plan: .anew)
                #expect(try rows[0].decode("n", as: Int.self) == number)
                try await pool.execute("SELECT $1::bigint AS m", [.int(1)], plan: .anew)
            }
            let prepared = try await pool.query("SELECT count(*) AS n FROM pg_prepared_statements")
            #expect(try prepared[0].decode("n", as: Int.self) == 0)
        }
    }

    @Test("a statement whose table has changed is prepared again")
    func changedTable() async throws {
        try await TestDatabase.withPool(size: 1) { pool async throws in
            try await pool.execute("CREATE TABLE things (a int)")
            for _ in 1...3 { _ = try await pool.query("SELECT * FROM things") }
            try await pool.execute("ALTER TABLE things ADD b text")
            try await pool.execute("INSERT INTO things VALUES (1, 'new')")
            let row = try #require(try await pool.query("SELECT * FROM things").first)
            #expect(try row.decode("b", as: String.self) == "new")
        }
    }

    @Test("execute answers with the rows touched; a COPY outside copyIn is refused and the connection stays good")
    func rowsTouched() async throws {
        try await TestDatabase.withPool(size: 1) { pool async throws in
            #expect(try await pool.execute("CREATE TABLE numbers (n int)") == 0)
            #expect(try await pool.execute("INSERT INTO numbers SELECT generate_series(1, 7)") == 7)
            #expect(try await pool.execute("DELETE FROM numbers WHERE n > $1", [5]) == 2)
            await #expect(throws: PostgresError.self) { try await pool.execute("COPY numbers FROM STDIN") }
            #expect(try await pool.execute("DELETE FROM numbers") == 5)
        }
    }

    @Test("a script runs several statements, all or none inside one transaction")
    func scripts() async throws {
        try await TestDatabase.withPool(size: 1) { pool async throws in
            try await pool.withConnection { connection async throws in
                try await connection.script("CREATE TABLE a (n int); INSERT INTO a VALUES (1), (2);")
                await #expect(throws: PostgresError.self) {
                    try await connection.script("INSERT INTO a VALUES (3); SELECT 1 / 0;")
                }
                let row = try await connection.query("SELECT count(*) AS n FROM a")
                #expect(try row[0].decode("n", as: Int.self) == 2)
            }
        }
    }

    @Test("a statement over its time limit ends with a timeout, and the connection is used again")
    func statementTimeout() async throws {
        try await TestDatabase.withURL { url in
            let configuration = try PostgresConfiguration(url: url, size: 1, statementTimeout: .milliseconds(500))
            try await TestDatabase.withPool(configuration) { pool async throws in
                let before = try await pool.query("SELECT pg_backend_pid() AS pid")[0].decode("pid", as: Int.self)
                let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT pg_sleep(30)") }
                #expect(error?.kind == .timeout)
                #expect(error?.isTransient == true)
                let after = try await pool.query("SELECT pg_backend_pid() AS pid")[0].decode("pid", as: Int.self)
                #expect(before == after)
            }
        }
    }

    @Test("a longer limit holds for one connection, which the pool then replaces")
    func ownTimeout() async throws {
        try await TestDatabase.withURL { url in
            let configuration = try PostgresConfiguration(url: url, size: 1, statementTimeout: .milliseconds(500))
            try await TestDatabase.withPool(configuration) { pool async throws in
                try await pool.withConnection { connection async throws in
                    try await connection.setStatementTimeout(nil)
                    try await connection.execute("SELECT pg_sleep(0.8)")
                }
                let setting = try await pool.query("SHOW statement_timeout")[0].decode(
                    "statement_timeout", as: String.self)
                #expect(setting == "500ms")
            }
        }
    }

    @Test("the session is named, in UTC, in its schema, with keep-alives, and compiles no statement")
    func session() async throws {
        try await TestDatabase.withURL { url in
            let configuration = try PostgresConfiguration(
                url: url + "?options=-c%20work_mem%3D5MB", applicationName: "doorbell")
            try await TestDatabase.withPool(configuration) { pool async throws in
                let rows = try await pool.query(
                    """
                    SELECT name, setting FROM pg_settings WHERE name IN
                        ('application_name', 'TimeZone', 'search_path', 'work_mem', 'tcp_keepalives_idle',
                        'client_encoding', 'jit')
                    """)
                let settings = try Dictionary(
                    uniqueKeysWithValues: rows.map {
                        (try $0.decode("name", as: String.self), try $0.decode("setting", as: String.self))
                    })
                #expect(
                    settings == [
                        "application_name": "doorbell", "TimeZone": "UTC", "search_path": "campanello",
                        "work_mem": "5120", "tcp_keepalives_idle": "30", "client_encoding": "UTF8",
                        "jit": "off",
                    ])
            }
        }
    }

    @Test(
        "what is no PostgreSQL URL is refused without being quoted",
        arguments: ["", "mysql://u:hunter2@h/d", "postgresql://h:port/x?y=hunter2"])
    func badURL(_ url: String) {
        let error = #expect(throws: PostgresError.self) { try PostgresConfiguration(url: url) }
        #expect(error?.kind == .configuration)
        #expect(error?.message.contains("hunter2") == false)
        #expect(error?.message.contains("postgresql://") == true)
    }
}
