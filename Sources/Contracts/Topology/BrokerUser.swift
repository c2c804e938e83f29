/// A service's account at the broker, without a password: that is set at deployment.
package struct BrokerUser: Sendable, Equatable {
    /// What a user may write, key by key, to a topic exchange.
    package struct TopicPermission: Sendable, Equatable {
        package var exchange: String
        /// A regular expression over routing keys.
        package var write: String
    }

    package var name: String
    /// Management tags; none for services.
    package var tags: [String] = []
    /// Regular expressions over names of exchanges and queues. An empty one allows nothing; no service configures.
    package var write: String
    package var read: String
    /// Without an entry for an exchange that it may write to, a user may use any key there.
    package var topics: [TopicPermission]
}
