/// What `POST /auth/register` takes.
struct Registration: Equatable, Sendable {
    let email: String
    let password: String
    let firstName: String
    let lastName: String?

    /// - Throws: ``Problem`` 422 naming every field at fault.
    init(_ body: FieldReader) throws(Problem) {
        var body = body
        let email = body.requiredText("email", maximum: 254)
        if let email, !EmailAddress.isValid(email) {
            body.report("email", "must be an e-mail address, for example anna@example.org")
        }
        let password = body.requiredSecret("password", maximum: PasswordRules.maximum)
        for fault in password.map(PasswordRules.faults) ?? [] { body.report("password", fault) }
        let firstName = body.requiredText("first_name", maximum: 100)
        let lastName = body.text("last_name", maximum: 100)
        try body.finish()
        guard let email, let password, let firstName else { throw .malformed("Fields are missing.") }
        (self.email, self.password, self.firstName, self.lastName) = (email, password, firstName, lastName)
    }
}

/// What `POST /auth/login` takes. No rule is checked here: a wrong password is wrong, whatever its shape.
struct Credentials: Equatable, Sendable {
    let email: String
    let password: String

    init(_ body: FieldReader) throws(Problem) {
        var body = body
        let email = body.requiredText("email", maximum: 254)
        let password = body.requiredSecret("password", maximum: PasswordRules.maximum)
        try body.finish()
        guard let email, let password else { throw .malformed("Fields are missing.") }
        (self.email, self.password) = (email, password)
    }
}
