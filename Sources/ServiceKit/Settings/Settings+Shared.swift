/// Settings that several services read: one place for their names, checks and defaults.
extension Settings {
    /// `DATABASE_URL`.
    package func databaseURL() throws -> String {
        try requiredURL(
            "DATABASE_URL", schemes: ["postgresql", "postgres"],
            example: "postgresql://campanello@db.example:5432/campanello")
    }

    /// `AMQP_URL`.
    package func amqpURL() throws -> String {
        try requiredURL("AMQP_URL", schemes: ["amqp", "amqps"], example: "amqps://matcher:…@broker.example:5671/%2F")
    }

    /// `AMQP_MANAGEMENT_URL`; nil when it is not set.
    package func amqpManagementURL() throws -> String? {
        try url(
            "AMQP_MANAGEMENT_URL", schemes: ["http", "https"], example: "http://operator:…@broker.example:15672")
    }

    /// `PUBLIC_URL` without a trailing slash: links and webhook signatures are built on it.
    package func publicURL() throws -> String {
        let address = try url("PUBLIC_URL", schemes: ["http", "https"], example: "https://campanello.example")
        var url = address ?? "http://127.0.0.1:8000"
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }

    /// `APP_NAME`, as texts and pages show it.
    package func appName() throws -> String { try string("APP_NAME") ?? "Campanello" }

    /// `JWT_SECRET`, at least 32 bytes and none of the world's well-known ones.
    package func jwtSecret() throws -> Secret {
        let example = "the output of: openssl rand -base64 48"
        let secret = try requiredSecret("JWT_SECRET", example: example)
        if let fault = WellKnownSecrets.fault(of: secret.reveal()) {
            throw SettingError(variable: "JWT_SECRET", fault: fault, example: example)
        }
        return secret
    }

    /// `JWT_SECRET_PREVIOUS`: secrets that were replaced, several with spaces or commas between; nil when there are none.
    package func formerJWTSecrets() throws -> Secret? {
        let secret = try secret("JWT_SECRET_PREVIOUS")
        for text in Self.parts(of: secret) {
            if let fault = WellKnownSecrets.fault(of: text) {
                throw SettingError(
                    variable: "JWT_SECRET_PREVIOUS", fault: fault, example: "the JWT_SECRET that was replaced")
            }
        }
        return secret
    }

    /// The values of a secret that holds several.
    package static func parts(of secret: Secret?) -> [String] {
        (secret?.reveal() ?? "").split(whereSeparator: { $0 == "," || $0.isWhitespace }).map(String.init)
    }

    /// Makes and checks the links behind "and N more".
    package func listingLink() throws -> ListingLink {
        ListingLink(secret: try jwtSecret(), publicURL: try publicURL())
    }
}
