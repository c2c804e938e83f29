import CRabbitMQ
import Glibc

/// One connection of the C library. It is not thread-safe: the actor that owns it keeps it on its thread. Calls block
/// for a round trip at most; waiting is done outside, on `descriptor`.
final class Connection {
    /// Bytes of a frame; what the properties of a message have to fit into.
    static let frameSize: Int32 = 131_072
    /// For one question to the broker.
    static let replyTimeout = Duration.seconds(10)

    let state: amqp_connection_state_t
    let buffer = WireBuffer()
    var partials: [PartialContent?] = []
    /// Texts that message after message has in common.
    var texts = RecurringTexts()

    /// Connects and logs in.
    init(
        to host: RabbitMQConfiguration.Host, _ configuration: RabbitMQConfiguration, name: String
    ) throws(ConnectionFailure) {
        guard let state = amqp_new_connection() else { throw .connection("out of memory") }
        self.state = state
        try open(host, configuration)
        try logIn(configuration, name: name)
        var timeout = timeval(Self.replyTimeout)
        amqp_set_rpc_timeout(state, &timeout)
    }

    deinit {
        amqp_destroy_connection(state)
    }

    /// What to poll; only after `nextEvent` has returned nil, since bytes may lie in the library's or TLS's buffers.
    var descriptor: Int32 { amqp_get_sockfd(state) }

    /// While corked, the kernel gathers what is written into full packets: the library writes each frame by itself, and
    /// the broker would be woken for every message. To be uncorked soon: 200 ms later the kernel sends anyway.
    func cork(_ isCorked: Bool) {
        _ = amqp_cork(descriptor, isCorked ? 1 : 0)
    }

    /// Says good-bye and waits for the broker's answer.
    func close() {
        _ = amqp_connection_close(state, AMQP_REPLY_SUCCESS)
    }

    private func open(
        _ host: RabbitMQConfiguration.Host, _ configuration: RabbitMQConfiguration
    ) throws(ConnectionFailure) {
        guard let socket = configuration.tls == nil ? amqp_tcp_socket_new(state) : amqp_ssl_socket_new(state) else {
            throw .connection("out of memory")
        }
        if let tls = configuration.tls { try prepare(socket, tls) }
        var timeout = timeval(configuration.connectTimeout)
        amqp_set_handshake_timeout(state, &timeout)
        try check(amqp_socket_open_noblock(socket, host.name, Int32(host.port), &timeout))
        // A peer that vanished without a word must not hold up a write longer than the heartbeat would.
        _ = amqp_limit_unacknowledged(descriptor, UInt32(configuration.heartbeat.components.seconds * 2000))
    }

    /// Peer and name are verified unless the library is told otherwise, which it never is.
    private func prepare(_ socket: OpaquePointer, _ tls: RabbitMQConfiguration.TLS) throws(ConnectionFailure) {
        try check(amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST))
        let authorities = tls.authorityFile ?? Self.systemAuthorities
        if amqp_ssl_socket_set_cacert(socket, authorities) != 0 {
            throw .connection("the authorities in \(authorities) cannot be read (cacertfile)")
        }
        if let certificate = tls.certificateFile, let key = tls.keyFile,
            amqp_ssl_socket_set_key(socket, certificate, key) != 0
        {
            throw .connection("the certificate \(certificate) or its key \(key) cannot be read (certfile, keyfile)")
        }
    }

    /// Debian's bundle, or the one OpenSSL is told to use.
    private static var systemAuthorities: String {
        getenv("SSL_CERT_FILE").map { String(cString: $0) } ?? "/etc/ssl/certs/ca-certificates.crt"
    }

    private func logIn(_ configuration: RabbitMQConfiguration, name: String) throws(ConnectionFailure) {
        let properties = ClientProperties(connectionName: name)
        try check(
            withUnsafePointer(to: properties.table) { table in
                amqp_login_plain(
                    state, configuration.virtualHost, Self.frameSize,
                    Int32(configuration.heartbeat.components.seconds), table, configuration.user,
                    configuration.password)
            })
        withExtendedLifetime(properties) {}
    }
}

extension timeval {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}
