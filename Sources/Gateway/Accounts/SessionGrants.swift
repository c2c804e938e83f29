import Persistence

/// Opens and prolongs sessions, and puts them as clients read them.
struct SessionGrants: Sendable {
    /// What a client goes on with.
    struct Answer: Encodable, Sendable {
        let accessToken: String
        let tokenType: String
        let expiresIn: Int64
        /// Good once, for 30 days; `POST /auth/refresh` gives the next.
        let refreshToken: String
        let user: UserAnswer
    }

    let users: UserStore
    let sessions: SessionStore
    let tokens: AccessTokens

    /// - Parameter passwordHash: of the password that was checked.
    /// - Throws: ``Problem`` 401 when that is no more the account's.
    func open(for user: UserRecord, passwordHash: String) async throws -> Answer {
        guard let grant = try await sessions.open(userID: user.id, passwordHash: passwordHash) else {
            throw Problem.unauthorized("The e-mail address or the password is wrong.")
        }
        return try await answer(grant, user)
    }

    /// Nil when the token opens nothing, or its account is closed.
    func prolong(_ token: String) async throws -> Answer? {
        guard let grant = try await sessions.rotate(token),
            let user = try await users.find(id: grant.userID), user.isActive
        else { return nil }
        return try await answer(grant, user)
    }

    private func answer(_ grant: RefreshGrant, _ user: UserRecord) async throws -> Answer {
        Answer(
            accessToken: try await tokens.issue(userID: user.id, session: grant.sessionID), tokenType: "bearer",
            expiresIn: tokens.lifetime.components.seconds, refreshToken: grant.token, user: UserAnswer(user))
    }
}
