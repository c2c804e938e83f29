import CurlTransport
import Foundation
import Notifications
import TestSupport
import Testing

@Suite("Where a request may go")
struct SecurityTests {
    @Test(
        "plain http to any other host, and what is no http at all, is refused before anything is sent",
        arguments: [
            "http://example.org/hidden", "http://127.0.0.1.example.org/hidden", "http://localhost.example.org/hidden",
            "http://[::2]/hidden", "http://128.0.0.1/hidden", "http://user:hidden@example.org/",
            "ftp://127.0.0.1/hidden",
            "file:///etc/hidden", "gopher://127.0.0.1/hidden", "example.org/hidden", "/hidden", "", "http://",
            "https://a b/hidden",
        ])
    func insecure(_ url: String) async throws {
        let error = await #expect(throws: TransportError.self) {
            try await CurlTransport().send(ProviderRequest(method: "GET", url: url))
        }
        guard case .insecure(let reason) = error else {
            Issue.record("told as \(String(describing: error))")
            return
        }
        #expect(!reason.contains("hidden") && !reason.contains("user"))
    }

    @Test(
        "plain http to this machine is allowed, however it is written",
        arguments: ["127.0.0.1", "localhost", "LOCALHOST", "127.1"])
    func loopback(_ host: String) async throws {
        try await StubServer.run(answering: { _ in .ok }) { server async throws in
            let response = try await CurlTransport().send(
                ProviderRequest(method: "GET", url: "http://\(host):\(server.port)/"))
            #expect(response.status == 200)
        }
    }

    @Test("a certificate that nobody vouches for is refused and nothing is sent; with its own authority it is trusted")
    func certificates() async throws {
        try await TLSServer.run { server async throws in
            let request = ProviderRequest(method: "GET", url: "https://localhost:\(server.port)/hidden")
            let error = await #expect(throws: TransportError.self) { try await CurlTransport().send(request) }
            guard case .notSent(let reason) = error else {
                Issue.record("told as \(String(describing: error))")
                return
            }
            #expect(reason.contains("localhost") && !reason.contains("hidden"))
            let trusting = CurlTransport(CurlConfiguration(trustedCertificates: server.certificate))
            #expect(try await trusting.send(request).status == 200)
            // The same certificate for another name.
            let other = ProviderRequest(method: "GET", url: "https://127.0.0.1:\(server.port)/")
            let mismatch = await #expect(throws: TransportError.self) { try await trusting.send(other) }
            guard case .notSent = mismatch else {
                Issue.record("told as \(String(describing: mismatch))")
                return
            }
        }
    }
}
