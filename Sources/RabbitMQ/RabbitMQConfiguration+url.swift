import Foundation

extension RabbitMQConfiguration {
    /// Reads `amqp://user:password@host:port/vhost`, or `amqps://` for TLS. Several hosts are separated by commas.
    /// Parts are percent-encoded, so the default virtual host is `/%2F`; without a path it is meant as well.
    ///
    /// Query parameters, as RabbitMQ's URI query specification names them: `cacertfile`, `certfile`, `keyfile`,
    /// `heartbeat` (seconds), `connection_timeout` (milliseconds), `verify=verify_peer`.
    package init(url: String) throws(RabbitMQConfigurationError) {
        let (scheme, rest) = try Self.scheme(of: url)
        let (address, query) = rest.split("?")
        let (authority, path) = address.split("/")
        let (user, password, hosts) = try Self.credentials(in: authority)
        self.init(
            hosts: try Self.hosts(in: hosts, defaultPort: scheme == "amqps" ? 5671 : 5672),
            user: user, password: password, virtualHost: try Self.virtualHost(path),
            tls: scheme == "amqps" ? TLS() : nil)
        for item in (query ?? "").split(separator: "&") {
            let (name, value) = item.split("=")
            try apply(String(name), try Self.decoded(value ?? "", "query parameter \(name)"))
        }
        if let tls, (tls.certificateFile == nil) != (tls.keyFile == nil) {
            throw .init(description: "certfile and keyfile belong together: give both or none")
        }
    }

    private static func scheme(of url: String) throws(RabbitMQConfigurationError) -> (String, Substring) {
        guard let end = url.range(of: "://"), ["amqp", "amqps"].contains(url[..<end.lowerBound].lowercased()) else {
            throw .init(description: "it has to begin with amqp:// or amqps://")
        }
        return (url[..<end.lowerBound].lowercased(), url[end.upperBound...])
    }

    private static func credentials(
        in authority: Substring
    ) throws(RabbitMQConfigurationError) -> (String, String, Substring) {
        guard let at = authority.lastIndex(of: "@") else { return ("guest", "guest", authority) }
        let (user, password) = authority[..<at].split(":")
        return (
            try decoded(user, "user"), try decoded(password ?? "", "password"),
            authority[authority.index(after: at)...]
        )
    }

    private static func hosts(in text: Substring, defaultPort: Int) throws(RabbitMQConfigurationError) -> [Host] {
        var hosts: [Host] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            var name = part
            var port: Substring?
            if part.hasPrefix("["), let bracket = part.firstIndex(of: "]") {
                name = part[part.index(after: part.startIndex)..<bracket]
                port = part[part.index(after: bracket)...].dropFirst()
            } else {
                (name, port) = part.split(":")
            }
            guard !name.isEmpty else {
                throw .init(description: "a host is missing: amqp://user:password@host:5672/%2F")
            }
            guard let number = port.map({ Int($0) }) ?? defaultPort, (1...65535).contains(number) else {
                throw .init(description: "the port of host \(name) is no number from 1 to 65535")
            }
            hosts.append(Host(name: try decoded(name, "host"), port: number))
        }
        return hosts
    }

    private static func virtualHost(_ path: Substring?) throws(RabbitMQConfigurationError) -> String {
        guard let path else { return "/" }
        guard !path.isEmpty else {
            throw .init(description: "it ends in '/', which names no virtual host; the default one is written /%2F")
        }
        guard !path.contains("/") else {
            throw .init(description: "the virtual host holds a '/', which is written %2F")
        }
        return try decoded(path, "virtual host")
    }

    private mutating func apply(_ name: String, _ value: String) throws(RabbitMQConfigurationError) {
        switch name {
        case "cacertfile": try change(name) { $0.authorityFile = value }
        case "certfile": try change(name) { $0.certificateFile = value }
        case "keyfile": try change(name) { $0.keyFile = value }
        case "verify":
            guard value == "verify_peer" else {
                throw .init(description: "verify is always verify_peer; a private authority is named by cacertfile")
            }
        case "heartbeat":
            guard let seconds = Int(value), (1...300).contains(seconds) else {
                throw .init(description: "heartbeat is no number of seconds from 1 to 300")
            }
            heartbeat = .seconds(seconds)
        case "connection_timeout":
            guard let milliseconds = Int(value), (1...60000).contains(milliseconds) else {
                throw .init(description: "connection_timeout is no number of milliseconds from 1 to 60000")
            }
            connectTimeout = .milliseconds(milliseconds)
        default:
            throw .init(description: "query parameter \(name) is unknown")
        }
    }

    private mutating func change(
        _ name: String, _ body: (inout TLS) -> Void
    ) throws(RabbitMQConfigurationError) {
        guard var tls else { throw .init(description: "\(name) is for amqps:// only") }
        body(&tls)
        self.tls = tls
    }

    private static func decoded(_ text: Substring, _ field: String) throws(RabbitMQConfigurationError) -> String {
        guard let decoded = text.removingPercentEncoding else {
            throw .init(description: "the \(field) holds a '%' that begins no percent-encoded byte; '%' itself is %25")
        }
        return decoded
    }
}

extension Substring {
    /// What is before the first `separator`, and what is after it: nil where there is none.
    fileprivate func split(_ separator: Character) -> (Substring, Substring?) {
        guard let index = firstIndex(of: separator) else { return (self, nil) }
        return (self[..<index], self[self.index(after: index)...])
    }
}
