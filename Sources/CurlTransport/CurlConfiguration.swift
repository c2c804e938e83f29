/// How the transport behaves towards all hosts.
package struct CurlConfiguration: Sendable {
    /// Connections to one host at most; further requests wait for a free one, their time limits running.
    package var connectionsPerHost: Int

    /// Connections altogether, those kept for later included.
    package var connections: Int

    /// The largest body of an answer, in bytes.
    package var responseLimit: Int

    /// The `User-Agent` of every request.
    package var userAgent: String

    /// A file of certificates (PEM) to trust instead of the system's.
    package var trustedCertificates: String?

    /// Lets plain `http` go to any host, for services of the operator's own network. Never for providers.
    package var allowsPlainHTTP: Bool

    package init(
        connectionsPerHost: Int = 32,
        connections: Int = 128,
        responseLimit: Int = 1 << 20,
        userAgent: String = "Campanello",
        trustedCertificates: String? = nil,
        allowsPlainHTTP: Bool = false
    ) {
        self.connectionsPerHost = max(1, connectionsPerHost)
        self.connections = max(1, connections)
        self.responseLimit = max(0, responseLimit)
        self.userAgent = userAgent
        self.trustedCertificates = trustedCertificates
        self.allowsPlainHTTP = allowsPlainHTTP
    }
}
