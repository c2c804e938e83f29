import Contracts
import Foundation
import Testing

@Suite struct SchemaTests {
    @Test("every type has a schema that its messages keep, with every field named", arguments: Samples.all.indices)
    func messages(index: Int) throws {
        let message = Samples.all[index]
        let json = try JSONDecoder().decode(JSON.self, from: Data(try ContractEncoder.encode(message)))
        #expect(try faults(of: json, message.messageType) == [])
    }

    @Test("every type has an example that keeps its schema and decodes", arguments: MessageType.allCases)
    func examples(type: MessageType) throws {
        let path = "docs/contracts/examples/\(type.rawValue).json"
        #expect(try faults(of: try Repository.json(path), type) == [])
        let decoded = try ContractDecoder.decode(type: type.rawValue, body: try Repository.bytes(path))
        #expect(decoded.contract.messageType == type)
        let again = try JSONDecoder().decode(JSON.self, from: Data(try ContractEncoder.encode(decoded.contract)))
        #expect(try again == Repository.json(path), "decoding and encoding must lose nothing")
    }

    @Test("the schema check finds what is wrong")
    func checkTheCheck() throws {
        let bad = try JSONDecoder().decode(
            JSON.self,
            from: Data(#"{"id":1,"occurred_at":"x","user_id":1.5,"channel":"fax","surprise":true}"#.utf8))
        let faults = try faults(of: bad, .directMessage)
        for part in ["id: ", "user_id: ", "channel: ", "surprise: ", "expires_at: "] {
            #expect(faults.contains { $0.hasPrefix(part) }, "\(part) in \(faults)")
        }
    }

    @Test("the AsyncAPI document names every type, exchange and routing key")
    func asyncAPI() throws {
        let document = try Repository.json("docs/contracts/asyncapi.json")
        #expect(document["asyncapi"] == .string("3.0.0"))
        guard case .object(let messages)? = document["components"]?["messages"],
            case .object(let channels)? = document["channels"]
        else { return #expect(Bool(false), "no messages or channels") }
        #expect(Set(messages.values.flatMap { $0["name"]?.strings ?? [] }) == Set(MessageType.allCases.map(\.rawValue)))
        let topology = Topology.standard()
        let keys = topology.bindings.filter { ["listings", "notifications"].contains($0.exchange) }
            .map { $0.routingKey.replacing("whatsapp", with: "{channel}").replacing("telegram", with: "{channel}") }
        let addresses = Set(channels.values.flatMap { $0["address"]?.strings ?? [] })
        #expect(addresses == Set(keys).union(["delivery.{channel}.{status}"]))
        for channel in channels.values {
            let exchange = try #require(channel["bindings"]?["amqp"]?["exchange"]?["name"]?.strings.first)
            #expect(topology.exchanges.contains { $0.name == exchange })
        }
    }

    private func faults(of json: JSON, _ type: MessageType) throws -> [String] {
        let schema = try Repository.json("docs/contracts/schemas/\(type.rawValue).schema.json")
        return try SchemaCheck.faults(of: json, schema, path: "")
    }
}
