/// Where the broker is and who we are there.
package struct RabbitMQConfiguration: Sendable, Equatable {
    package struct Host: Sendable, Equatable, CustomStringConvertible {
        /// A DNS name or an address; by TLS always a name, since an address in a certificate is not accepted.
        package var name: String
        package var port: Int

        package init(name: String, port: Int) {
            self.name = name
            self.port = port
        }

        package var description: String { name.contains(":") ? "[\(name)]:\(port)" : "\(name):\(port)" }
    }

    /// How the connection is encrypted. The broker's certificate and name are always verified.
    package struct TLS: Sendable, Equatable {
        /// A PEM file of authorities to trust.
        package var authorityFile: String?
        /// PEM files by which the client shows who it is; both or none.
        package var certificateFile: String?
        package var keyFile: String?

        package init(authorityFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil) {
            self.authorityFile = authorityFile
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    /// The nodes of the cluster, tried in turn.
    package var hosts: [Host]
    package var user: String
    package var password: String
    package var virtualHost: String
    /// nil: not encrypted.
    package var tls: TLS?
    /// Whole seconds; the broker is taken for lost after about two of silence.
    package var heartbeat: Duration = .seconds(15)
    /// For one host: name, TCP and TLS; once more for the login.
    package var connectTimeout: Duration = .seconds(5)

    package init(
        hosts: [Host], user: String = "guest", password: String = "guest", virtualHost: String = "/", tls: TLS? = nil
    ) {
        self.hosts = hosts
        self.user = user
        self.password = password
        self.virtualHost = virtualHost
        self.tls = tls
    }

    /// The hosts, for messages: `RabbitMQ at 127.0.0.1:5672`. Never user or password.
    package var place: String {
        "RabbitMQ at " + hosts.map(\.description).joined(separator: ", ")
    }
}

/// What is wrong with a broker's address; one line, without the address, since it holds the password.
package struct RabbitMQConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String
}
