import CPostgreSQL

extension PostgresConfiguration {
    /// libpq's keywords and values: the URL first, then what this project sets, which wins.
    var parameters: [(keyword: String, value: String)] {
        [
            ("dbname", url),
            ("application_name", applicationName),
            ("client_encoding", "UTF8"),
            ("keepalives", "1"),
            ("keepalives_idle", "30"),
            ("keepalives_interval", "10"),
            ("keepalives_count", "3"),
            ("tcp_user_timeout", "30000"),
            ("options", sessionOptions),
        ]
    }

    /// Settings of the session: those of the URL, then ours. Decoding relies on the date style, the zone and the
    /// form of binary values. The server's keep-alives free the locks of a client whose machine vanished.
    private var sessionOptions: String {
        let settings = [
            ("search_path", searchPath),
            ("statement_timeout", String(statementTimeout.milliseconds)),
            ("datestyle", "ISO"),
            ("timezone", "UTC"),
            ("bytea_output", "hex"),
            ("extra_float_digits", "1"),
            ("tcp_keepalives_idle", "30"),
            ("tcp_keepalives_interval", "10"),
            ("tcp_keepalives_count", "3"),
            // Compiling a statement takes longer than any statement here: a guess of 1,000 rows is enough to bring it on.
            ("jit", "off"),
            ("plan_cache_mode", plansOnce ? "force_generic_plan" : "auto"),
        ]
        let ours = settings.map { "-c \($0.0)=\(Self.escape($0.1))" }
        return ([optionsOfURL].compactMap { $0 } + ours).joined(separator: " ")
    }

    private var optionsOfURL: String? {
        guard let options = PQconninfoParse(url, nil) else { return nil }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            if String(cString: keyword) == "options", let value = option.pointee.val { return String(cString: value) }
            option += 1
        }
        return nil
    }

    /// The server splits the options at spaces that no backslash precedes.
    private static func escape(_ value: String) -> String {
        value.reduce(into: "") { escaped, character in
            if character == " " || character == "\\" { escaped.append("\\") }
            escaped.append(character)
        }
    }
}
