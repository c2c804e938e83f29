import TextTable

/// What `doctor` found out about one thing.
struct Finding: Encodable, Equatable {
    enum State: String, Encodable {
        case well
        /// It works, and somebody should look at it.
        case remark
        /// It does not work, or will not for long.
        case wrong
        /// It could not be looked at.
        case notChecked = "not checked"
    }

    let what: String
    let state: State
    let detail: String
    /// What to do; empty where nothing is.
    let advice: String

    static func well(_ what: String, _ detail: String = "") -> Finding {
        Finding(what: what, state: .well, detail: detail, advice: "")
    }

    static func remark(_ what: String, _ detail: String, do advice: String) -> Finding {
        Finding(what: what, state: .remark, detail: detail, advice: advice)
    }

    static func wrong(_ what: String, _ detail: String, do advice: String) -> Finding {
        Finding(what: what, state: .wrong, detail: detail, advice: advice)
    }

    static func notChecked(_ what: String, _ detail: String, do advice: String = "") -> Finding {
        Finding(what: what, state: .notChecked, detail: detail, advice: advice)
    }

    static func columns(_ finding: Finding) -> [Column] {
        [
            Column("what" <- finding.what), Column("state" <- finding.state.rawValue),
            Column("detail" <- finding.detail), Column("what to do" <- finding.advice),
        ]
    }
}
