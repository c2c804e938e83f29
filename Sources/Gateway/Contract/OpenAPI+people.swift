/// Accounts, sessions and what is a person's own.
extension OpenAPI {
    private static let outcome = JSONSchema.reference("Outcome")
    private static let email = JSONSchema.string("anna@example.org", maximum: 254)
    private static let password = JSONSchema.string("Secret-123", maximum: 256)

    static let accountOperations: [Operation] = [
        Operation(
            method: "POST", path: "/api/v1/auth/register", tag: "Accounts", summary: "Make an account", door: .open,
            body: JSONSchema.object(
                [
                    "email": email, "password": password, "first_name": JSONSchema.string("Anna", maximum: 100),
                    "last_name": JSONSchema.orNull(JSONSchema.string("Rossi", maximum: 100)),
                ], required: ["email", "password", "first_name"]),
            answers: [
                201: JSONSchema.object(["message": JSONSchema.string("Ready."), "user": JSONSchema.reference("User")])
            ],
            refusals: [409], takesIdempotencyKey: true),
        Operation(
            method: "POST", path: "/api/v1/auth/login", tag: "Accounts", summary: "Log in", door: .open,
            body: JSONSchema.object(["email": email, "password": password]),
            answers: [200: JSONSchema.reference("Session")],
            refusals: [401]),
        Operation(
            method: "POST", path: "/api/v1/auth/refresh", tag: "Accounts", summary: "Go on with a session",
            door: .open, body: JSONSchema.object(["refresh_token": JSONSchema.string("k3J…", maximum: 200)]),
            answers: [200: JSONSchema.reference("Session")], refusals: [401]),
        Operation(
            method: "POST", path: "/api/v1/auth/logout", tag: "Accounts", summary: "End the session",
            answers: [200: outcome]),
        Operation(
            method: "POST", path: "/api/v1/auth/password/forgot", tag: "Accounts",
            summary: "Ask for a code on a linked channel", door: .open, body: JSONSchema.object(["email": email]),
            answers: [202: outcome]),
        Operation(
            method: "POST", path: "/api/v1/auth/password/reset", tag: "Accounts",
            summary: "Set a new password by the code", door: .open,
            body: JSONSchema.object([
                "email": email, "code": JSONSchema.string("12345678", maximum: 20), "new_password": password,
            ]), answers: [200: outcome]),
        Operation(
            method: "GET", path: "/api/v1/auth/me", tag: "Accounts", summary: "Who is signed in",
            answers: [200: JSONSchema.reference("User")]),
    ]

    static let personOperations: [Operation] = [
        Operation(
            method: "GET", path: "/api/v1/users/me", tag: "Person", summary: "The profile",
            answers: [200: JSONSchema.reference("User")]),
        Operation(
            method: "PUT", path: "/api/v1/users/me", tag: "Person", summary: "Change settings",
            body: JSONSchema.object(
                [
                    "first_name": JSONSchema.string("Anna", maximum: 100),
                    "last_name": JSONSchema.orNull(JSONSchema.string("Rossi", maximum: 100)), "locale": locale,
                    "time_zone": JSONSchema.string("Europe/Rome", maximum: 64),
                    "quiet_hours": JSONSchema.orNull(quietHours),
                ], required: []), answers: [200: JSONSchema.reference("User")]),
        Operation(
            method: "PUT", path: "/api/v1/users/me/password", tag: "Person",
            summary: "Change the password; every session ends and a new one begins",
            body: JSONSchema.object(["current_password": password, "new_password": password]),
            answers: [200: JSONSchema.reference("Session")]),
        Operation(
            method: "GET", path: "/api/v1/users/me/export", tag: "Person", summary: "Everything that is kept of you",
            answers: [200: JSONSchema.object(["account": JSONSchema.anything])]),
        Operation(
            method: "DELETE", path: "/api/v1/users/me", tag: "Person", summary: "Delete the account and all of it",
            body: JSONSchema.object(["password": password]), answers: [200: outcome]),
        Operation(
            method: "GET", path: "/api/v1/users/subscription", tag: "Person", summary: "The plan and its limits",
            answers: [
                200: JSONSchema.object([
                    "subscription_type": JSONSchema.choice(["free", "premium"]),
                    "subscription_expires_at": JSONSchema.orNull(JSONSchema.time),
                    "limits": JSONSchema.object([
                        "max_filters": JSONSchema.integer(), "notification_interval_minutes": JSONSchema.integer(),
                    ]), "usage": JSONSchema.object(["filters": JSONSchema.integer()]),
                ])
            ]),
    ]
}
