package import Foundation
package import Listings

/// What a person may set about a filter.
package struct FilterDraft: Sendable, Equatable {
    package var name: String
    /// False: paused, nothing gathers.
    package var isActive: Bool
    package var notificationEnabled: Bool
    /// 1 to 168; nil: as the plan and the channel allow.
    package var notificationFrequencyHours: Int?
    package var notifyTelegram: Bool
    package var notifyWhatsApp: Bool
    package var conditions: FilterConditions

    package init(
        name: String, isActive: Bool = true, notificationEnabled: Bool = true,
        notificationFrequencyHours: Int? = nil, notifyTelegram: Bool = true, notifyWhatsApp: Bool = true,
        conditions: FilterConditions
    ) {
        self.name = name
        self.isActive = isActive
        self.notificationEnabled = notificationEnabled
        self.notificationFrequencyHours = notificationFrequencyHours
        self.notifyTelegram = notifyTelegram
        self.notifyWhatsApp = notifyWhatsApp
        self.conditions = conditions
    }
}

/// A person's filter as it is stored.
package struct FilterRecord: Sendable, Equatable, Identifiable {
    package let id: Int64
    package let userID: Int64
    package let settings: FilterDraft
    /// Goes up when a condition changes.
    package let conditionsVersion: Int
    /// Since when it is paused.
    package let pausedAt: Date?
    package let createdAt: Date
    package let updatedAt: Date

    package var name: String { settings.name }
    package var conditions: FilterConditions { settings.conditions }
    package var isActive: Bool { settings.isActive }
}

/// Why a filter could not be saved.
package enum FilterStoreError: Error, Sendable, Equatable {
    /// The person has as many filters as their plan allows: this many.
    case limitReached(Int)
    /// There is no account with this id.
    case unknownUser
}

/// What happened to filters between two snapshots.
package struct FilterChanges: Sendable {
    /// What to ask with next time.
    package let snapshot: String
    /// Filters that are new or changed, as they are now.
    package let upserts: [FilterRecord]
    /// Filters that are gone.
    package let deletions: [Int64]
}
