import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Testing

@testable import ServiceKit

@Suite("Health")
struct HealthTests {
    private let log = CapturedLog()

    @Test("a service is ready when every component is, and each change is logged once")
    func changes() {
        let health = Health(logger: log.logger())
        let broker = health.component("broker")
        let database = health.component("database")
        #expect(!health.isReady)
        broker.report(ready: false, "connecting")
        for _ in 1...3 { broker.report(ready: false, "connection refused") }
        for _ in 1...3 { broker.report(ready: true) }
        #expect(!health.isReady)
        database.report(ready: true)
        #expect(health.isReady)
        database.report(ready: false, "connection lost")
        database.report(ready: false, "no permission")
        #expect(!health.isReady)
        let texts = log.lines.filter { !$0.contains(" DEBUG ") }.map { $0.split(separator: " ", maxSplits: 1)[1] }
        #expect(
            texts == [
                "WARNING test: broker is not ready: connection refused", "INFO test: broker is ready",
                "INFO test: database is ready", "ERROR test: database is not ready: connection lost",
                "ERROR test: database is not ready: no permission",
            ])
    }

    @Test("what closes while the service stops is no fault, and the service is not ready")
    func stopping() {
        let health = Health(logger: log.logger())
        let broker = health.component("broker")
        broker.report(ready: true)
        health.stop()
        broker.report(ready: false, "closed")
        broker.report(ready: true)
        #expect(!health.isReady)
        #expect(log.lines.count == 1)
    }

    @Test("the admin port says whether the process lives, what it waits for, and its figures")
    func adminPort() async throws {
        let health = Health(logger: log.logger())
        let broker = health.component("broker")
        broker.report(ready: false, "not reachable")
        let router = AdminServer.router(service: "matcher", version: "1.2.3", health: health)
        try await Application(router: router).test(.router) { client in
            try await client.execute(uri: "/livez", method: .get) { #expect($0.status == .ok) }
            try await client.execute(uri: "/readyz", method: .get) { answer in
                #expect(answer.status == .serviceUnavailable)
                let expected =
                    #"{"components":{"broker":{"ready":false,"reason":"not reachable"}},"ready":false,"#
                    + #""service":"matcher","version":"1.2.3"}"#
                #expect(String(buffer: answer.body) == expected)
            }
            broker.report(ready: true)
            try await client.execute(uri: "/readyz", method: .get) { #expect($0.status == .ok) }
            try await client.execute(uri: "/metrics", method: .get) { answer in
                #expect(answer.headers[.contentType]?.hasPrefix("text/plain; version=0.0.4") == true)
            }
        }
    }
}
