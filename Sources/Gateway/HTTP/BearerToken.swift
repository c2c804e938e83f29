import HTTPTypes
import Hummingbird

/// The credential in `Authorization: Bearer <token>`.
enum BearerToken {
    static func of(_ request: Request) -> String? {
        guard let header = request.headers[.authorization] else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].filter { $0 != " " }
        return token.isEmpty || token.utf8.count > 4096 ? nil : token
    }
}
