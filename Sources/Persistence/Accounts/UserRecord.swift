package import Foundation

/// One person's account, without what proves their identity.
package struct UserRecord: Sendable, Equatable, Identifiable {
    package let id: Int64
    package let email: String
    package let firstName: String
    package let lastName: String?
    /// `ru`, `en` or `it`.
    package let locale: String
    /// An IANA name, such as `Europe/Rome`.
    package let timeZone: String
    package let quietHours: QuietHours?
    /// As it was set; `effectivePlan(at:)` knows whether it has run out.
    package let plan: Plan
    package let planExpiresAt: Date?
    package let isActive: Bool
    package let createdAt: Date
    package let updatedAt: Date

    /// The plan that counts at `date`: a premium plan that has run out is a free one.
    package func effectivePlan(at date: Date) -> Plan {
        guard let planExpiresAt, planExpiresAt <= date else { return plan }
        return .free
    }
}

/// An account together with the hash that its password is checked against.
package struct UserCredentials: Sendable, Equatable {
    package let user: UserRecord
    package let passwordHash: String
}
