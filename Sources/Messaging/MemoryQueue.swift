import Contracts
import DequeModule
import Foundation

/// A queue of the memory broker: what it holds, and the limits that its arguments and its policy set.
struct MemoryQueue {
    struct Item {
        var message: Message
        var exchange: String
        var routingKey: String
        /// How often it came back; more than the delivery limit is too often.
        var returns = 0
        /// On the broker's clock.
        var expiresAt: Duration?
    }

    let name: String
    var items: Deque<Item> = []
    private let limits: [String: Argument]

    init(_ declaration: QueueDeclaration, policies: [Policy]) {
        let name = declaration.name
        self.name = name
        let policy = policies.first { name.range(of: $0.pattern, options: .regularExpression) != nil }
        // An argument is called like its policy key, with `x-` before it, and wins.
        var limits = policy?.definition ?? [:]
        for (key, value) in declaration.arguments { limits[String(key.dropFirst(2))] = value }
        self.limits = limits
    }

    var maximumLength: Int { number("max-length") ?? .max }
    var deliveryLimit: Int { number("delivery-limit") ?? .max }
    var timeToLive: Duration? { number("message-ttl").map { .milliseconds($0) } }
    var deadLetterExchange: String? { text("dead-letter-exchange") }
    var deadLetterKey: String? { text("dead-letter-routing-key") }

    private func number(_ key: String) -> Int? {
        if case .int(let number)? = limits[key] { number } else { nil }
    }

    private func text(_ key: String) -> String? {
        if case .string(let text)? = limits[key] { text } else { nil }
    }
}
