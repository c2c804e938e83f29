import ArgumentParser
import Persistence
import Postgres

/// An account named on the command line: by its e-mail address, or by the number that deliveries and logs tell.
struct AccountArgument: ParsableArguments {
    /// Somebody else deleted it meanwhile.
    static let gone = CommandFailure("the account is gone")

    @ArgumentParser.Argument(help: "The account's e-mail address, or its number.") var account: String

    func validate() throws {
        guard Int64(account).map({ $0 > 0 }) ?? Self.isAddress(account) else {
            throw ValidationError("an account is named by its e-mail address, as in anna@example.com, or by its number")
        }
    }

    /// - Throws: ``CommandFailure`` when there is none.
    func find(in pool: PostgresPool) async throws -> UserRecord {
        let users = UserStore(pool: pool)
        if let id = Int64(account) {
            guard let user = try await users.find(id: id) else {
                throw CommandFailure("there is no account with this number")
            }
            return user
        }
        guard let user = try await users.credentials(email: account)?.user else {
            throw CommandFailure("there is no account with this e-mail address")
        }
        return user
    }

    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && !text.contains(where: \.isWhitespace)
    }
}
