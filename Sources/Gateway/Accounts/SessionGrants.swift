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

    func open(for user: UserRecord) async throws -> Answer {
        try await answer(sessions.open(userID: user.id), user)
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
