/// A provider's answer, whatever its status.
package struct ProviderResponse: Sendable {
    /// The final HTTP status; interim ones (100, 103) are left out.
    package var status: Int

    /// In the order of the wire, names as the server wrote them.
    package var headers: [(name: String, value: String)]

    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of the first header called `name`, without regard to case.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}
