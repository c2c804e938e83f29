import Foundation
import HTTPTypes
import Hummingbird

/// Whether a form was sent from a page of our own, by what every browser says of it: `Sec-Fetch-Site`, else `Origin`.
struct FormOrigin: Sendable {
    /// `https://example.org`, the origin of `PUBLIC_URL`.
    let publicOrigin: String?

    init(publicURL: String) {
        publicOrigin = Self.origin(of: publicURL)
    }

    func isOurs(_ request: Request) -> Bool {
        if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ request.headers[$0] }) { return site == "same-origin" }
        guard let origin = request.headers[.origin]?.lowercased(), origin != "null" else { return false }
        if origin == publicOrigin { return true }
        // Opened by another name than the public one, on the machine itself for example.
        guard let host = request.head.authority?.lowercased(), !host.isEmpty else { return false }
        return origin == "http://\(host)" || origin == "https://\(host)"
    }

    private static func origin(of url: String) -> String? {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme, let host = parts.host else {
            return nil
        }
        let port = parts.port.map { ":\($0)" } ?? ""
        return "\(scheme)://\(host)\(port)".lowercased()
    }
}
