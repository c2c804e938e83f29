import HTTPTypes
import Hummingbird

/// The credential in `Authorization: Bearer <token>`.
enum BearerToken {
    static func of(_ request: Request) -> String? {
        guard let header = request.headers[.authorization] else { return nil }
        if let token = usual(header) { return token }
        let parts = header.utf8.split(separator: UInt8(ascii: " "))
        guard parts.count == 2, Substring(parts[0]).lowercased() == "bearer", parts[1].count <= 4096 else { return nil }
        return String(parts[1])
    }

    /// `Bearer ` and a token, as nearly every client writes it.
    private static func usual(_ header: String) -> String? {
        let token = header.utf8.dropFirst(7)
        guard header.utf8.starts(with: "Bearer ".utf8), (1...4096).contains(token.count),
            !token.contains(UInt8(ascii: " "))
        else { return nil }
        return String(token)
    }
}
