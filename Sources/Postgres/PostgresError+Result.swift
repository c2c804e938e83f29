import CPostgreSQL

extension PostgresError {
    static func isFailure(_ status: ExecStatusType) -> Bool {
        status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE || status == PGRES_NONFATAL_ERROR
    }

    /// Reads a failed result before it is cleared.
    init(result: OpaquePointer) {
        let state = Self.field(campanello_diag_sqlstate, of: result)
        let message = Self.field(campanello_diag_message, of: result) ?? "the connection to the database was lost"
        self.init(
            state.map { .server(sqlState: $0) } ?? .connection,
            Self.withoutValues(message, sqlState: state),
            detail: Self.field(campanello_diag_detail, of: result).flatMap { Self.detail($0, sqlState: state) },
            constraint: Self.field(campanello_diag_constraint, of: result))
    }

    private static func field(_ code: Int32, of result: OpaquePointer) -> String? {
        PQresultErrorField(result, code).map { String(cString: $0) }
    }

    /// Class 22, data exceptions, quotes the value that was refused: `invalid input syntax for type uuid: "…"`.
    static func withoutValues(_ message: String, sqlState: String?) -> String {
        guard let sqlState, sqlState.hasPrefix("22") else { return message }
        guard let quote = message.firstIndex(of: "\"") else { return message }
        return message[..<quote] + "…"
    }

    /// `Key (email)=(a@example.org) already exists.` becomes `Key (email)`. Only conflicts between transactions and
    /// faults of the statement's text have details without values.
    static func detail(_ detail: String, sqlState: String?) -> String? {
        switch sqlState?.prefix(2) {
        case "23": detail.firstRange(of: ")=(").map { String(detail[..<$0.lowerBound]) + ")" }
        case "40", "42": detail
        default: nil
        }
    }
}
