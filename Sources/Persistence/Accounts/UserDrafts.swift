/// What a new account starts from.
package struct NewUser: Sendable {
    package var email: String
    package var passwordHash: String
    package var firstName: String
    package var lastName: String?
    package var locale: String
    package var timeZone: String

    package init(
        email: String, passwordHash: String, firstName: String, lastName: String? = nil, locale: String = "ru",
        timeZone: String = "Europe/Rome"
    ) {
        self.email = email
        self.passwordHash = passwordHash
        self.firstName = firstName
        self.lastName = lastName
        self.locale = locale
        self.timeZone = timeZone
    }
}

/// What a person may change about themselves.
package struct UserSettings: Sendable, Equatable {
    package var firstName: String
    package var lastName: String?
    /// `ru`, `en` or `it`.
    package var locale: String
    /// An IANA name.
    package var timeZone: String
    package var quietHours: QuietHours?

    /// The settings as they are.
    package init(_ user: UserRecord) {
        firstName = user.firstName
        lastName = user.lastName
        locale = user.locale
        timeZone = user.timeZone
        quietHours = user.quietHours
    }
}

/// Why an account could not be made or changed.
package enum UserStoreError: Error, Sendable, Equatable {
    /// Another account has this address already, perhaps in other letter case.
    case emailTaken
}
