import Foundation
import JWTKit

/// What an access token says. `kind` keeps tokens made for something else from opening the API.
struct AccessToken: JWTPayload, Equatable {
    static let kind = "access"

    let sub: SubjectClaim
    let iat: IssuedAtClaim
    let exp: ExpirationClaim
    let kind: String
    /// The session that it belongs to, and ends with.
    let sid: String

    init(userID: Int64, session: UUID, issued: Date, lifetime: Duration) {
        sub = SubjectClaim(value: String(userID))
        iat = IssuedAtClaim(value: issued)
        exp = ExpirationClaim(value: issued.addingTimeInterval(TimeInterval(lifetime.components.seconds)))
        kind = Self.kind
        sid = session.uuidString.lowercased()
    }

    func verify(using algorithm: some JWTAlgorithm) throws {
        try exp.verifyNotExpired()
        guard kind == Self.kind else {
            throw JWTError.generic(identifier: "kind", reason: "not an access token")
        }
    }
}
