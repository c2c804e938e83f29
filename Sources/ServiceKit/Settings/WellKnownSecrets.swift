/// Secrets that are none: printed in tutorials and shipped as defaults, so anybody can sign with them.
enum WellKnownSecrets {
    static let minimumBytes = 32

    private static let published: Set<String> = [
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
        "a-string-secret-at-least-256-bits-long",
        "your-256-bit-secret",
        "your-super-secret-jwt-token-with-at-least-32-characters-long",
        "qwertyuiopasdfghjklzxcvbnm123456",
        "abcdefghijklmnopqrstuvwxyz123456",
        "0123456789abcdef0123456789abcdef",
        "12345678901234567890123456789012",
    ]

    /// Words that only placeholders contain.
    private static let placeholders = [
        "changeme", "changethis", "changeit", "changeinproduction", "yoursecret", "mysecret", "supersecret",
        "secretkey", "jwtsecret", "replaceme", "insecure", "placeholder", "default",
    ]

    /// Why a secret is refused; nil when it may serve.
    static func fault(of secret: String) -> String? {
        guard secret.utf8.count >= minimumBytes else { return "is shorter than \(minimumBytes) bytes" }
        let bare = String(secret.lowercased().filter { $0.isLetter || $0.isNumber })
        if published.contains(secret.lowercased()) || placeholders.contains(where: bare.contains) {
            return "is a well-known default that anybody can guess"
        }
        guard Set(secret).count >= 8 else { return "repeats the same few characters" }
        return nil
    }
}
