import Logging
import Messaging

/// What a connection needs to come up, again and again.
struct LinkSettings: Sendable {
    /// Asked at every attempt, so that a new password is taken up.
    var configuration: @Sendable () -> RabbitMQConfiguration
    /// As management shows the connection.
    var name: String
    /// What has to be there before the connection counts as ready.
    var topology: ExpectedTopology
    var logger: Logger
}

/// A connection that comes back: the present one, if any, and when to try next. The actor that owns it does the rest.
struct Link {
    private(set) var connection: Connection?
    private(set) var nextAttempt = ContinuousClock.now
    private var reconnection = Reconnection()
    private var states: StateReport
    private let settings: LinkSettings
    private let figures: LinkFigures

    init(_ settings: LinkSettings, onState: @escaping @Sendable (BrokerState) -> Void) {
        self.settings = settings
        figures = LinkFigures(connection: settings.name)
        states = StateReport { [figures] state in
            figures.changed(to: state)
            onState(state)
        }
    }

    var name: String { settings.name }

    /// Connects when there is no connection and it is time; `prepare` sets up its channels. It blocks for the timeouts
    /// of the configuration at most.
    /// - Returns: whether there is a new connection.
    mutating func connectIfDue(
        at now: ContinuousClock.Instant, _ prepare: (Connection) throws(ConnectionFailure) -> Void
    ) -> Bool {
        guard connection == nil, now >= nextAttempt else { return false }
        let configuration = settings.configuration()
        let host = configuration.hosts[reconnection.host(of: configuration.hosts.count)]
        do throws(ConnectionFailure) {
            let connection = try Connection(to: host, configuration, name: settings.name)
            try connection.check(settings.topology, channel: Self.checkChannel)
            try prepare(connection)
            self.connection = connection
            reconnection.connected(at: .now)
            settings.logger.debug("connected", metadata: ["host": "\(host)", "connection": "\(settings.name)"])
            return true
        } catch {
            lost(error, at: .now)
            return false
        }
    }

    /// The connection is of no more use, or could not be made.
    mutating func lost(_ failure: ConnectionFailure, at now: ContinuousClock.Instant) {
        if connection != nil { figures.lost() }
        connection = nil
        var generator = SystemRandomNumberGenerator()
        nextAttempt = now + reconnection.failed(at: now, using: &generator)
        report(.connecting(reason: reason(failure.text)))
    }

    /// Says good-bye.
    mutating func close() {
        connection?.close()
        connection = nil
        report(.closed)
    }

    mutating func report(_ state: BrokerState) {
        states.report(state)
    }

    /// The text with the place it speaks of.
    func reason(_ text: String) -> String {
        "\(settings.configuration().place): \(text)"
    }

    private static let checkChannel: UInt16 = 1
}
