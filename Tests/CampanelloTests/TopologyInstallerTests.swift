import Contracts
import Foundation
import TestSupport
import Testing

@testable import Campanello

@Suite("The topology on a real broker", .enabled(if: TestEnvironment.hasBroker))
struct TopologyInstallerTests {
    @Test("it is put in place, again without a change, and refuses queues that have other arguments")
    func apply() async throws {
        let url = try #require(TestEnvironment.amqpManagementURL)
        let name = "test-" + UUID().uuidString.lowercased()
        let management = try ManagementAPI(url: url, virtualHost: name)
        try await management.call("PUT", "/api/vhosts/\(name)")
        do {
            let topology = Topology.standard(retryScale: 0.02)
            let installer = TopologyInstaller(management: management, topology: topology)
            for _ in 1...2 {
                let result = try await installer.apply(passwords: [:], withUsers: false)
                #expect(result.queues == topology.queues.count)
            }
            #expect(try await management.queues().map(\.name) == topology.queues.map(\.name).sorted())
            await #expect {
                try await TopologyInstaller(management: management, topology: .standard()).apply(
                    passwords: [:], withUsers: false)
            } throws: {
                "\($0)".contains("x-message-ttl 100 instead of 5000")
            }
            #expect(try await management.peek(WorkQueue.matcherListings.dead, count: 5).isEmpty)
            try await management.call("DELETE", "/api/vhosts/\(name)")
        } catch {
            _ = try? await management.call("DELETE", "/api/vhosts/\(name)")
            throw error
        }
    }

    @Test("a wrong password is told in words")
    func wrongPassword() async throws {
        let url = try #require(TestEnvironment.amqpManagementURL).replacing("guest:guest", with: "guest:wrong")
        let management = try ManagementAPI(url: url, virtualHost: "/")
        await #expect {
            _ = try await management.queues()
        } throws: {
            "\($0)" == "the broker's management refuses the user or the password of AMQP_MANAGEMENT_URL"
        }
    }
}
