import Foundation
import Persistence

/// A person's profile as clients read it.
struct UserAnswer: Encodable, Sendable {
    /// When nothing is to ring, by the person's own clock: `HH:MM`.
    struct QuietHoursAnswer: Encodable, Sendable {
        let from: String
        let to: String
    }

    let id: Int64
    let email: String
    let firstName: String
    @OrNull var lastName: String?
    let isActive: Bool
    let locale: String
    let timeZone: String
    @OrNull var quietHours: QuietHoursAnswer?
    let subscriptionType: String
    @OrNull var subscriptionExpiresAt: Date?
    let createdAt: Date
    let updatedAt: Date

    init(_ user: UserRecord, now: Date = Date()) {
        id = user.id
        email = user.email
        firstName = user.firstName
        lastName = user.lastName
        isActive = user.isActive
        locale = user.locale
        timeZone = user.timeZone
        quietHours = user.quietHours.map {
            QuietHoursAnswer(from: ClockTime.text($0.fromMinute), to: ClockTime.text($0.toMinute))
        }
        subscriptionType = user.effectivePlan(at: now).rawValue
        subscriptionExpiresAt = user.planExpiresAt
        createdAt = user.createdAt
        updatedAt = user.updatedAt
    }
}

/// A time of day as `HH:MM`, held as minutes since midnight.
enum ClockTime {
    static func text(_ minutes: Int) -> String {
        String(format: "%02d:%02d", minutes / 60, minutes % 60)
    }

    /// Reads `HH:MM` from 00:00 to 23:59.
    static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.allSatisfy(\.isASCII) }),
            parts.allSatisfy({ $0.allSatisfy(\.isNumber) }),
            let hours = Int(parts[0]), let minutes = Int(parts[1]), hours < 24, minutes < 60
        else { return nil }
        return hours * 60 + minutes
    }
}
