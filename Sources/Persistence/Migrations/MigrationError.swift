/// Why the database could not be brought to this build's schema.
package enum MigrationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A file of the bundle is missing or is not UTF-8.
    case unreadable(file: String)
    /// A file's name is not `NNNN_words.sql`.
    case misnamed(file: String)
    /// The numbers have a gap, or one occurs twice.
    case numbering(expected: Int, found: Int)
    /// A file that was applied already has other contents now: what the database holds is not what the file says.
    case changed(version: Int, name: String)

    package var description: String {
        switch self {
        case .unreadable(let file):
            "migration \(file) cannot be read; install the program together with its resource bundle"
        case .misnamed(let file):
            "migration \(file) is not named as in 0001_accounts.sql"
        case .numbering(let expected, let found):
            "migration \(expected) is missing or \(found) occurs twice; number the files 1, 2, 3, …"
        case .changed(let version, let name):
            "migration \(version) (\(name)) was applied with other contents; restore the file and add a new one instead"
        }
    }
}
