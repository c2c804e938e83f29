import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Persistence
import Postgres

/// What a request carries through the routes: its logger with the request's id, and who asks.
struct GatewayContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The signed-in person's visit; set by ``PersonAuthenticator`` for the routes behind it.
    var signIn: SignIn?
    /// Where the request comes from, trusted proxies looked through; set by ``EdgeMiddleware``.
    var client: String?
    /// What the account's pages know of the request; set by ``VisitMiddleware`` for the routes behind it.
    var visit: Visit?
    /// The address of the other end of the connection: a client's, or a proxy's.
    let peer: String?

    init(source: Source) {
        peer = source.channel.remoteAddress?.ipAddress
        coreContext = .init(source: source)
    }

    var person: UserRecord? { signIn?.person }

    /// The session in which they ask.
    var session: UUID? { signIn?.session }

    /// What the database was asked along with the session, on the routes that say so.
    var asked: [PostgresRow]? { signIn?.asked }

    /// The signed-in person.
    /// - Throws: ``Problem`` 401 on a route that is not behind the authenticator.
    func requirePerson() throws(Problem) -> UserRecord {
        guard let person else { throw .unauthorized("Sign in first.") }
        return person
    }

    /// A path parameter, percent-decoded.
    /// - Throws: ``Problem`` 404 when it is missing or not text: no such thing can exist.
    func pathText(_ name: String) throws(Problem) -> String {
        guard let text = parameters.get(name)?.removingPercentEncoding, !text.isEmpty, !text.contains("\0") else {
            throw .notFound("There is nothing at this address.")
        }
        return text
    }

    /// A numeric id in the path.
    /// - Throws: ``Problem`` 404 when it is not a positive whole number.
    func pathID(_ name: String, of what: String) throws(Problem) -> Int64 {
        guard let text = parameters.get(name), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let id = Int64(text), id > 0
        else {
            throw .notFound("There is no \(what) with this id.")
        }
        return id
    }
}

/// Who asks. A reference, since a context is copied at every step of a request's way.
final class SignIn: Sendable {
    let person: UserRecord
    let session: UUID
    let asked: [PostgresRow]?

    init(person: UserRecord, session: UUID, asked: [PostgresRow]? = nil) {
        self.person = person
        self.session = session
        self.asked = asked
    }
}
