/// One HTTP request to a provider.
package struct ProviderRequest: Sendable {
    /// The HTTP method in capitals: `GET`, `POST`.
    package var method: String

    /// The absolute URL. It may hold a token, so it is never logged.
    package var url: String

    package var headers: [(name: String, value: String)]

    /// `nil` sends no body; an empty array sends one of length zero.
    package var body: [UInt8]?

    /// The whole exchange, connecting included.
    package var timeout: Duration

    /// Name look-up, TCP and TLS together.
    package var connectTimeout: Duration

    package init(
        method: String,
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        timeout: Duration = .seconds(30),
        connectTimeout: Duration = .seconds(5)
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.connectTimeout = connectTimeout
    }
}
