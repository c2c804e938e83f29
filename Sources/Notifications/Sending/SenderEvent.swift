package import Foundation

/// What a sender did, for logs and figures.
package enum SenderEvent: Sendable {
    /// The provider took it. `address` is the person's: it must be masked before it is shown.
    case accepted(id: UUID, number: String, providerID: String, address: String, attempt: Int, seconds: Double)
    /// With the acceptance: how long it took since the message was made, and since the newest of its listings came.
    case arrived(id: UUID, seconds: Double, sinceListing: Double?)
    /// The provider refused it or could not be reached.
    case refused(id: UUID, number: String, ProviderError, attempt: Int, seconds: Double)
    case postponed(id: UUID, reason: String)
    case skipped(id: UUID, SkipReason)
    case inDoubt(id: UUID, attempt: Int, number: String?, detail: String)
    /// `isCopied` is false when the dead-letter queue took no copy, so that the row alone is dead.
    case dead(id: String, reason: String, detail: String, isCopied: Bool)
    /// A message that needed nothing: no row, settled, superseded.
    case obsolete(id: UUID, why: String)
    /// The row was no longer ours when the outcome was to be written.
    case claimLost(id: UUID, attempt: Int)
    /// A copy could not be published; the message is given back.
    case notPublished(id: UUID, why: String)
    case storeFailed(String)
    /// A message waited this long for its slot.
    case waitedForSlot(seconds: Double)
    /// Something happened to a number.
    case number(String, NumberChange)
}

/// Hears what a sender does.
package protocol SenderObserver: Sendable {
    func senderDid(_ event: SenderEvent)
}
