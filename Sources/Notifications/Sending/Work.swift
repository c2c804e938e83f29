import Messaging

/// One claimed delivery on its way through a sender.
struct Work: Sendable {
    let delivery: Delivery
    let content: MessageContent
    let claim: Claim
    let reservation: NumberBoard.Reservation
    let slot: SendSlot
    let permit: RequestPermit
    /// When the claim was asked for: its lease began no earlier.
    let began: ContinuousClock.Instant

    var number: SendingNumber { reservation.number }
}

/// What came of asking a provider.
enum Answer: Sendable {
    case accepted(id: String)
    case refused(ProviderError)
    case doubtful(String)
}
