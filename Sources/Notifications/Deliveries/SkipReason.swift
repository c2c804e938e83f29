/// Why a delivery was not sent. The raw value is what `deliveries.reason` holds.
package enum SkipReason: String, Sendable, CaseIterable {
    /// Its time was over before it could be sent.
    case expired
    /// The account is closed to its owner.
    case accountInactive = "account-inactive"
    /// The person has no address on the channel any more.
    case unlinked
    /// The person switched the channel off.
    case channelOff = "channel-off"
    /// The channel is suspended for the person: opted out, blocked or not reachable before.
    case suspended
    case filterDeleted = "filter-deleted"
    case filterPaused = "filter-paused"
    /// The filter does not notify, or not on this channel.
    case filterMuted = "filter-muted"
    /// None of its listings is listed any more.
    case listingsGone = "listings-gone"
    /// The provider says that the address cannot be reached.
    case recipientUnreachable = "recipient-unreachable"
    /// The provider says that the person does not want messages.
    case optedOut = "opted-out"
    /// WhatsApp's 24-hour window is closed and there is no template.
    case windowClosed = "window-closed"
    case templateUnusable = "template-unusable"
    /// The provider's policy for the next 24 hours.
    case policy

    /// When the listings that return to pending may be spoken of again: at once or after a while. While a reason lasts
    /// the scheduler looks again every hour; whoever ends it makes the filter due, but may have done so just before the
    /// skip was written, so a lasting reason must not put the filter off for longer than that.
    package var returnsAfter: Duration {
        switch self {
        case .expired, .listingsGone: .zero
        case .policy: .seconds(86_400)
        case .windowClosed, .recipientUnreachable, .accountInactive, .unlinked, .channelOff, .suspended, .filterDeleted,
            .filterPaused, .filterMuted, .optedOut, .templateUnusable:
            .seconds(3_600)
        }
    }
}
