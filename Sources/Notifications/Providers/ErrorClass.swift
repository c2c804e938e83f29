/// What kind of refusal a provider's error is; it decides what follows (`SendOutcome`).
package enum ErrorClass: String, Sendable, CaseIterable {
    /// The address cannot be reached: not on the channel, blocked, gone. The person's channel is suspended.
    case recipient
    /// The person does not want messages. The channel is suspended; the proof of it is the recorded error.
    case optOut = "opt-out"
    /// WhatsApp's 24 hours since the person last wrote are over.
    case windowClosed = "window-closed"
    /// Too much, too fast: come back after a while, no attempt spent.
    case throttled
    /// The provider will not deliver this to this person within 24 hours.
    case policy
    /// A fault on the way or on the provider's side that may be over soon.
    case transient
    /// Our token, number, account or money: nothing can be sent until an operator mends it.
    case configuration
    /// The message itself is refused; the same message will always be.
    case content
    /// The template is missing, paused or does not fit its parameters.
    case template
    /// Not documented: tried again like a transient error, and said once in the log.
    case unknown
}
