import HTTPTypes
import Hummingbird

/// The credential in `Authorization: Bearer <token>`.
enum BearerToken {
    static func of(_ request: Request) -> String? {
        guard let header = request.headers[.authorization] else { return nil }
        let parts = header.utf8.split(separator: UInt8(ascii: " "))
        guard parts.count == 2, Substring(parts[0]).lowercased() == "bearer", parts[1].count <= 4096 else { return nil }
        return String(parts[1])
    }
}
