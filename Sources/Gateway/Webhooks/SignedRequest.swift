import Foundation
import HTTPTypes

/// A callback as it came in, before anything in it is believed.
struct SignedRequest: Sendable {
    /// The address as the provider called it: `PUBLIC_URL` with the path and query as they came.
    let url: String
    /// The query of the path, without its `?`.
    let query: String?
    let headers: HTTPFields
    let body: [UInt8]
    let now: Date

    func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { headers[$0] }
    }

    /// The path without the query, in the provider's own words.
    init(publicURL: String, path: String, headers: HTTPFields, body: [UInt8], now: Date = Date()) {
        url = publicURL + path
        query = path.firstIndex(of: "?").map { String(path[path.index(after: $0)...]) }
        self.headers = headers
        self.body = body
        self.now = now
    }
}

/// Why a callback is not believed. The raw value is for figures and the log.
enum WebhookRefusal: String, Error, Sendable {
    /// No secret is configured, so nothing can be checked.
    case unconfigured
    /// The signature is missing.
    case unsigned
    /// The signature is not that of the secret.
    case wrongSignature = "wrong-signature"
    /// It was signed too long ago, or in the future.
    case stale
    /// It came from an address that is not allowed.
    case address
}
