import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import Testing

@testable import ServiceKit

@Suite("The health check of a container")
struct HealthProbeTests {
    private let log = CapturedLog()

    @Test("tells a live service from a ready one")
    func asks() async throws {
        let health = Health(logger: log.logger())
        let broker = health.component("broker")
        let router = AdminServer.router(service: "matcher", version: "1.2.3", health: health)
        try await Application(router: router).test(.live) { client in
            var probe = HealthProbe(host: "0.0.0.0", port: try #require(client.port))
            // A busy machine is not what is asked about.
            probe.timeout = .seconds(60)
            #expect(await probe.isWell(.live))
            #expect(await probe.isWell(.ready) == false)
            broker.report(ready: true)
            #expect(await probe.isWell(.ready))
        }
    }

    @Test("takes a service that is not there, or does not answer, for unwell")
    func nobody() async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        var probe = HealthProbe(host: "127.0.0.1", port: port)
        probe.timeout = .milliseconds(200)
        #expect(await probe.isWell(.live) == false)
        try await server.close()
        #expect(await probe.isWell(.live) == false)
    }
}
