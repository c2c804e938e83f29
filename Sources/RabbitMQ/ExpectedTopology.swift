/// What a service needs to find at the broker. It has no right to make it: it asks, and says what is missing.
package struct ExpectedTopology: Sendable, Equatable {
    package var exchanges: [String]
    package var queues: [String]

    package init(exchanges: [String] = [], queues: [String] = []) {
        self.exchanges = exchanges
        self.queues = queues
    }

    enum Part: CustomStringConvertible {
        case exchange(String)
        case queue(String)

        var description: String {
            switch self {
            case .exchange(let name): "exchange '\(name)'"
            case .queue(let name): "queue '\(name)'"
            }
        }
    }

    var parts: [Part] { exchanges.map(Part.exchange) + queues.map(Part.queue) }
    var isEmpty: Bool { exchanges.isEmpty && queues.isEmpty }
}
