import Contracts
import Foundation
import Testing

@Suite struct DefinitionsFileTests {
    private static let command = "WRITE_DEFINITIONS=1 swift test --filter DefinitionsFileTests"

    @Test("the committed definitions are what the topology says")
    func committed() throws {
        let expected = try Topology.standard().definitionsJSON()
        let url = Repository.url("compose/definitions.json")
        if ProcessInfo.processInfo.environment["WRITE_DEFINITIONS"] != nil {
            try expected.write(to: url, atomically: true, encoding: .utf8)
        }
        let committed = try String(contentsOf: url, encoding: .utf8)
        #expect(committed == expected, "write it anew with: \(Self.command)")
    }

    @Test("the definitions hold no password and leave every user without one")
    func passwords() throws {
        let definitions = try Repository.json("compose/definitions.json")
        guard case .array(let users)? = definitions["users"] else { return #expect(Bool(false), "no users") }
        #expect(users.count == 5)
        for user in users {
            #expect(user["password_hash"] == .string(""))
            #expect(user["password"] == nil)
        }
    }

    @Test("definitions for one virtual host name neither users nor the host")
    func virtualHost() throws {
        let text = try Topology.standard().virtualHostDefinitionsJSON()
        let json = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
        #expect(json.keys == ["policies", "exchanges", "queues", "bindings"])
        #expect(!text.contains("vhost"))
    }
}
