import Foundation
import HTTPTypes
import Hummingbird
import Persistence

/// The two cookies of the pages. Neither is to be read by a script or sent along from another site.
struct PageCookies: Sendable {
    /// Whether people come by https: the cookies are then sent by nothing else, and no neighbour can plant one.
    let isSecure: Bool

    /// The cookie of a session: its refresh token.
    var session: String { isSecure ? "__Host-campanello" : "campanello" }
    /// The cookie of somebody who is not signed in.
    var visitor: String { isSecure ? "__Host-campanello-visitor" : "campanello-visitor" }

    func value(_ name: String, of request: Request) -> String? {
        request.cookies[name].map(\.value).flatMap { (1...200).contains($0.utf8.count) ? $0 : nil }
    }

    func set(_ name: String, _ value: String, seconds: Int?, on response: inout Response) {
        var text = "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax"
        if isSecure { text += "; Secure" }
        if let seconds { text += "; Max-Age=\(seconds)" }
        if let field = HTTPField.Name("Set-Cookie") {
            response.headers.append(HTTPField(name: field, value: text))
        }
    }

    func open(_ token: String, on response: inout Response) {
        set(session, token, seconds: Int(SessionStore.lifetime.components.seconds), on: &response)
    }

    func close(on response: inout Response) {
        set(session, "", seconds: 0, on: &response)
    }
}
