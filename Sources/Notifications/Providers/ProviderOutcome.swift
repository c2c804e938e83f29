/// What a provider's answer says.
package enum ProviderOutcome: Sendable, Equatable {
    /// The provider took the message and calls it `id`.
    case accepted(id: String)
    case refused(ProviderError)
    /// An answer of success that cannot be read: the message was probably taken, but nobody can say under what id.
    case unclear(String)
}
