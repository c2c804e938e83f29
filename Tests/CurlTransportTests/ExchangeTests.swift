import CurlTransport
import Notifications
import TestSupport
import Testing

@Suite("Requests and answers")
struct ExchangeTests {
    private let transport = CurlTransport()

    @Test(
        "method, path, headers and body arrive as given, and nothing besides",
        arguments: ["POST", "PUT", "PATCH", "DELETE"])
    func request(_ method: String) async throws {
        try await StubServer.run(answering: { _ in .ok }) { server async throws in
            let request = ProviderRequest(
                method: method, url: server.url + "/bot/send?x=%D0%B6",
                headers: [
                    ("Authorization", "Bearer test-token"), ("X-Empty", ""), ("Content-Type", "application/json"),
                ],
                body: Array("{\"текст\":1}".utf8))
            let response = try await transport.send(request)
            #expect(response.status == 200)
            #expect(response.body == Array("ok".utf8))
            let seen = try #require(server.requests.first)
            #expect(seen.line == "\(method) /bot/send?x=%D0%B6 HTTP/1.1")
            #expect(seen.body == request.body)
            let lines = Set(seen.head.split(separator: "\r\n").dropFirst().map(String.init))
            #expect(
                lines == [
                    "Host: 127.0.0.1:\(server.port)", "Authorization: Bearer test-token", "X-Empty:", "Accept: */*",
                    "Content-Type: application/json", "User-Agent: Campanello", "Content-Length: 16",
                ])
        }
    }

    @Test("without a body: GET has none, POST has one of length zero, and no type is made up")
    func noBody() async throws {
        try await StubServer.run(answering: { _ in .ok }) { server async throws in
            _ = try await transport.send(ProviderRequest(method: "GET", url: server.url + "/a"))
            _ = try await transport.send(ProviderRequest(method: "POST", url: server.url + "/b"))
            let heads = server.requests.map(\.head)
            #expect(heads[0].hasPrefix("GET /a ") && !heads[0].contains("Content-"))
            #expect(heads[1].hasPrefix("POST /b ") && heads[1].contains("Content-Length: 0"))
            #expect(!heads[1].contains("Content-Type"))
        }
    }

    @Test("a body beyond a megabyte is sent at once, without asking first")
    func largeBody() async throws {
        let body = [UInt8](repeating: 65, count: 3_000_000)
        try await StubServer.run(answering: { .status(200, body: "\($0.body.count)") }) { server async throws in
            let response = try await transport.send(ProviderRequest(method: "POST", url: server.url, body: body))
            #expect(response.body == Array("3000000".utf8))
            #expect(server.requests.first?.head.contains("Expect") == false)
        }
    }

    @Test("every status is an answer, redirects too; headers are found without regard to case")
    func statuses() async throws {
        let answers = [204, 302, 400, 401, 404, 429, 500, 503]
        try await StubServer.run(
            answering: { request in
                let status = Int(request.line.split(separator: " ")[1].dropFirst()) ?? 0
                return .status(status, headers: ["Retry-After: 7", "Location: http://127.0.0.1:1/"])
            },
            { server async throws in
                for status in answers {
                    let response = try await transport.send(
                        ProviderRequest(method: "POST", url: server.url + "/\(status)"))
                    #expect(response.status == status)
                    #expect(response.header("retry-after") == "7")
                    #expect(response.header("absent") == nil)
                }
                #expect(server.requests.count == answers.count)
            })
    }

    @Test("interim answers are left out")
    func interim() async throws {
        let bytes =
            "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\nB: 2\r\n\r\nhi"
        try await StubServer.run(answering: { _ in .bytes(bytes) }) { server async throws in
            let response = try await transport.send(ProviderRequest(method: "GET", url: server.url))
            #expect(response.status == 201)
            #expect(response.headers.map(\.name) == ["Content-Length", "B"])
            #expect(response.body == Array("hi".utf8))
        }
    }

    @Test("a connection is used again, and one that the server closed meanwhile costs nothing")
    func reuse() async throws {
        try await StubServer.run(
            answering: { request in
                request.number < 3 ? .ok : .status(200, headers: ["Connection: close"], body: "bye")
            },
            { server async throws in
                for _ in 1...6 {
                    #expect(try await transport.send(ProviderRequest(method: "POST", url: server.url)).status == 200)
                }
                #expect(server.requests.map(\.connection) == [1, 1, 1, 2, 2, 2])
            })
    }

    @Test("five hundred at once are all answered, over no more connections than allowed")
    func many() async throws {
        let transport = CurlTransport(CurlConfiguration(connectionsPerHost: 8))
        try await StubServer.run(answering: { .status(200, body: $0.line) }) { server async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<500 {
                    group.addTask {
                        let url = server.url + "/\(number)"
                        let response = try await transport.send(ProviderRequest(method: "POST", url: url, body: [1]))
                        #expect(String(decoding: response.body, as: UTF8.self) == "POST /\(number) HTTP/1.1")
                    }
                }
                try await group.waitForAll()
            }
            #expect(server.requests.count == 500)
            #expect(Set(server.requests.map(\.connection)).count <= 8)
        }
    }
}
