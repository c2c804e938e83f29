import CurlTransport
import Notifications
import TestSupport
import Testing

/// What is known of the provider's side when there is no answer.
@Suite("Requests without an answer")
struct FailureTests {
    private let transport = CurlTransport()
    private static let secret = "/bot123:hidden-token/sendMessage?password=hidden"

    private func failure(_ request: ProviderRequest, by transport: CurlTransport? = nil) async -> TransportError? {
        do throws(TransportError) {
            _ = try await (transport ?? self.transport).send(request)
            return nil
        } catch {
            #expect(!"\(error)".contains("hidden"))
            return error
        }
    }

    private func post(_ url: String, timeout: Duration = .seconds(10)) -> ProviderRequest {
        ProviderRequest(
            method: "POST", url: url + Self.secret, body: [1, 2, 3], timeout: timeout, connectTimeout: .seconds(2))
    }

    @Test("a refused connection and an unknown name: not sent")
    func notSent() async throws {
        guard case .notSent(let refused) = await failure(post("http://127.0.0.1:1")) else {
            Issue.record("not told as not sent")
            return
        }
        #expect(refused.contains("127.0.0.1") && refused.contains("refused"))
        guard case .notSent(let unknown) = await failure(post("https://no-such-host.invalid")) else {
            Issue.record("not told as not sent")
            return
        }
        #expect(unknown.contains("no-such-host.invalid"))
    }

    @Test("a server that takes the connection and no TLS handshake follows: not sent")
    func noHandshake() async throws {
        try await StubServer.run(answering: { _ in .silence }) { server async throws in
            let error = await failure(post("https://127.0.0.1:\(server.port)"))
            guard case .notSent = error else {
                Issue.record("told as \(String(describing: error))")
                return
            }
        }
    }

    @Test("silence after the request: in doubt")
    func silence() async throws {
        try await StubServer.run(answering: { _ in .silence }) { server async throws in
            // Within its time the request has to get to the server, on a busy machine too.
            let error = await failure(post(server.url, timeout: .seconds(1)))
            guard case .inDoubt = error else {
                Issue.record("told as \(String(describing: error))")
                return
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test(
        "a connection that closes without an answer, or within one: in doubt",
        arguments: ["", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"])
    func broken(_ bytes: String) async throws {
        try await StubServer.run(answering: { _ in bytes.isEmpty ? .close : .bytesThenClose(bytes) }) {
            server async throws in
            let error = await failure(post(server.url))
            guard case .inDoubt = error else {
                Issue.record("told as \(String(describing: error))")
                return
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test("what is no HTTP at all: in doubt, since the request was read")
    func noHTTP() async throws {
        try await StubServer.run(answering: { _ in .bytesThenClose("220 mail ready\r\n") }) { server async throws in
            let error = await failure(post(server.url))
            guard case .inDoubt = error else {
                Issue.record("told as \(String(describing: error))")
                return
            }
        }
    }

    @Test("a kept connection that the server closes on reading a POST: in doubt and never written twice")
    func keptConnectionPost() async throws {
        try await StubServer.run(answering: { $0.number == 1 ? .ok : .close }) { server async throws in
            #expect(await failure(post(server.url)) == nil)
            let error = await failure(post(server.url))
            guard case .inDoubt = error else {
                Issue.record("told as \(String(describing: error))")
                return
            }
            #expect(server.requests.count == 2)
            #expect(await failure(post(server.url)) == nil)
        }
    }

    @Test("the same with a GET, which is safe to repeat: it is repeated on a new connection")
    func keptConnectionGet() async throws {
        try await StubServer.run(answering: { $0.number == 1 ? .ok : .close }) { server async throws in
            let get = ProviderRequest(method: "GET", url: server.url)
            #expect(await failure(get) == nil)
            #expect(await failure(get) == nil)
            #expect(server.requests.map(\.connection) == [1, 1, 2])
        }
    }

    @Test("waiting for a free connection until the time is up: not sent")
    func queueing() async throws {
        let transport = CurlTransport(CurlConfiguration(connectionsPerHost: 1))
        try await StubServer.run(answering: { _ in .silence }) { server async throws in
            let first = Task { await failure(post(server.url, timeout: .seconds(60)), by: transport) }
            try await eventually { server.requests.count == 1 }
            let second = await failure(post(server.url, timeout: .milliseconds(200)), by: transport)
            first.cancel()
            _ = await first.value
            guard case .notSent = second else {
                Issue.record("told as \(String(describing: second))")
                return
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test("an answer beyond the limit is given up, by its body and by its headers")
    func tooLarge() async throws {
        let transport = CurlTransport(CurlConfiguration(responseLimit: 1000))
        try await StubServer.run(
            answering: { request in
                request.line.contains("body")
                    ? .status(200, body: String(repeating: "x", count: request.line.contains("fits") ? 1000 : 1001))
                    : .status(200, headers: (0..<2000).map { "X-\($0): \(String(repeating: "y", count: 60))" })
            },
            { server async throws in
                #expect(
                    await failure(ProviderRequest(method: "GET", url: server.url + "/body-fits"), by: transport) == nil)
                for path in ["/body", "/headers"] {
                    let error = await failure(ProviderRequest(method: "GET", url: server.url + path), by: transport)
                    #expect(error == .tooLarge)
                }
            })
    }

    @Test("a cancelled task gives its request up at once, and its connection is not used again")
    func cancellation() async throws {
        try await StubServer.run(answering: { $0.line.contains("slow") ? .silence : .ok }) { server async throws in
            let request = ProviderRequest(method: "POST", url: server.url + "/slow")
            let task = Task { await failure(request) }
            try await eventually { server.requests.count == 1 }
            let start = ContinuousClock.now
            task.cancel()
            #expect(await task.value == .cancelled)
            #expect(ContinuousClock.now - start < .seconds(5))
            #expect(await failure(ProviderRequest(method: "POST", url: server.url + "/next")) == nil)
            #expect(server.requests.map(\.connection) == [1, 2])
            let never = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await failure(request)
            }
            #expect(await never.value == .cancelled)
            #expect(server.requests.count == 2)
        }
    }

    @Test("a header that would end its line is refused, and its value not told")
    func headerInjection() async throws {
        try await StubServer.run(answering: { _ in .ok }) { server async throws in
            for (name, value) in [
                ("X-Note", "a\r\nX-Other: hidden"), ("X-Note", "hidden\0"), ("X: Y", "hidden"), ("", "hidden"),
            ] {
                let request = ProviderRequest(method: "GET", url: server.url, headers: [(name, value)])
                guard case .notSent = await failure(request) else {
                    Issue.record("taken")
                    continue
                }
            }
            #expect(server.requests.isEmpty)
        }
    }
}
