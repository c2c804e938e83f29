import Contracts
import Foundation
import Logging
import Messaging
import NIOConcurrencyHelpers
import Operations
import RabbitMQ
import ServiceKit

/// Looks at the broker: whether AMQP lets us in, and by its management whether all is there as it should be.
struct BrokerExamination: Sendable {
    /// How long the broker may take to let us in.
    static let patience = Duration.seconds(10)

    let settings: Settings

    func findings() async -> [Finding] {
        [await connection()] + (await management())
    }

    private func connection() async -> Finding {
        let advice = "see that RabbitMQ runs, and that AMQP_URL names its user, password and virtual host"
        do {
            let url = try settings.amqpURL()
            let configuration = try RabbitMQConfiguration(url: url)
            let (states, continuation) = AsyncStream<BrokerState>.makeStream()
            let publisher = RabbitMQPublisher(
                configuration: configuration, connectionName: "campanello doctor",
                logger: Logger(label: "campanello") { _ in SwiftLogNoOpLogHandler() }
            ) { continuation.yield($0) }
            await publisher.start()
            let ending = Task {
                try? await Task.sleep(for: Self.patience)
                continuation.finish()
            }
            defer { ending.cancel() }
            var reason = "no answer within \(Self.patience)"
            for await state in states {
                switch state {
                case .ready:
                    await publisher.shutdown()
                    return .well("broker")
                case .blocked(let why):
                    await publisher.shutdown()
                    return .wrong("broker", "it takes no messages: \(why)", do: "give its disk or memory room")
                case .connecting(let why): reason = why ?? reason
                case .closed: break
                }
            }
            await publisher.shutdown()
            return .wrong("broker", reason, do: advice)
        } catch {
            return .wrong("broker", CommandFailure.line(error), do: advice)
        }
    }

    private func management() async -> [Finding] {
        do {
            guard try settings.amqpManagementURL() != nil else {
                return [.notChecked("topology", "AMQP_MANAGEMENT_URL is not set", do: "set it to the operator's")]
            }
            let broker = try Broker(settings)
            let queues = try await broker.queues()
            var findings = await topology(broker)
            findings.append(await users(broker))
            findings.append(await policies(broker))
            findings += consumers(queues) + deadLetters(queues) + (try await alarms(broker))
            return findings
        } catch {
            return [
                .wrong(
                    "management", CommandFailure.line(error),
                    do:
                        "see that the management plugin is on and AMQP_MANAGEMENT_URL names a user with the tag monitoring"
                )
            ]
        }
    }

    /// What an installer would do is what is amiss.
    private func topology(_ broker: Broker) async -> [Finding] {
        var api = broker.api
        api.isReadOnly = true
        do {
            let topology = try TopologyCommand.topology(settings)
            // Policies are looked at by themselves: not every user may.
            let changes = try await TopologyInstaller(api, virtualHost: broker.virtualHost)
                .apply(topology, withPolicies: false, withUsers: false)
            guard !changes.isEmpty else {
                return [.well("topology", "\(topology.queues.count) queues, \(topology.exchanges.count) exchanges")]
            }
            let names = changes.prefix(5).map { "\($0.kind == .created ? "missing" : "different"): \($0.what)" }
            let more = changes.count > 5 ? ", and \(changes.count - 5) more" : ""
            return [.wrong("topology", names.joined(separator: ", ") + more, do: "campanello topology apply")]
        } catch {
            return [
                .wrong(
                    "topology", CommandFailure.line(error),
                    do: "campanello topology apply; RETRY_SCALE as the services have it")
            ]
        }
    }

    /// Only an administrator may look at users.
    private func users(_ broker: Broker) async -> Finding {
        var api = broker.api
        api.isReadOnly = true
        do {
            let changes = try await TopologyInstaller(api, virtualHost: broker.virtualHost)
                .examineUsers()
            guard !changes.isEmpty else { return .well("broker's users", "\(BrokerUser.all.count) with their rights") }
            return .remark(
                "broker's users", changes.prefix(5).map(\.what).joined(separator: ", "),
                do: "campanello topology apply, unless the services share one user")
        } catch {
            return .notChecked("broker's users", "the management user is no administrator")
        }
    }

    private struct Rule: Decodable {
        let name: String
        let pattern: String
        let priority: Int
        let applyTo: String

        private enum CodingKeys: String, CodingKey {
            case name, pattern, priority
            case applyTo = "apply-to"
        }
    }

    /// A queue takes one policy: of several that match, the one of the highest priority. An operator's policy comes on
    /// top of it.
    private func policies(_ broker: Broker) async -> Finding {
        let what = "effective policies"
        do {
            let topology = try TopologyCommand.topology(settings)
            let rules = try await broker.api.get(["policies", broker.virtualHost], as: [Rule].self) ?? []
            let limits = try await broker.api.get(["operator-policies", broker.virtualHost], as: [Rule].self) ?? []
            var faults: [String] = []
            for queue in topology.queues {
                let wanted = topology.policies.first { Self.matches($0.pattern, queue.name) }?.name
                let effective = Self.effective(rules, on: queue.name)?.name
                if wanted != effective, wanted != nil || effective != nil {
                    faults.append("\(queue.name) has \(effective ?? "none") for \(wanted ?? "none")")
                }
                if let limit = Self.effective(limits, on: queue.name) {
                    faults.append("\(queue.name) has the operator policy \(limit.name)")
                }
            }
            guard let first = faults.first else { return .well(what, "\(topology.policies.count)") }
            return .wrong(
                what, first + (faults.count > 1 ? ", and \(faults.count - 1) more" : ""),
                do: "remove or narrow the policy that overrides ours, then campanello topology apply")
        } catch {
            return .notChecked(what, "the management user may not read policies")
        }
    }

    private static func effective(_ rules: [Rule], on queue: String) -> Rule? {
        rules.filter { ["queues", "quorum_queues", "all"].contains($0.applyTo) && matches($0.pattern, queue) }
            .max { $0.priority < $1.priority }
    }

    private static func matches(_ pattern: String, _ name: String) -> Bool {
        name.range(of: pattern, options: .regularExpression) != nil
    }

    private func consumers(_ queues: [QueueStatus]) -> [Finding] {
        let isOn: [Channel: Bool] = [
            .whatsapp: (try? settings.bool("WHATSAPP_ENABLED", default: false)) ?? true,
            .telegram: (try? settings.secret("TELEGRAM_BOT_TOKEN")) ?? nil != nil,
        ]
        return queues.compactMap { queue in
            guard let work = WorkQueue(rawValue: queue.name), queue.consumers == 0, queue.ready > 0 else { return nil }
            if let channel = work.channel, isOn[channel] == false { return nil }
            return .wrong(
                "queue \(queue.name)", "\(queue.ready) messages and no consumer",
                do: "start its service, or see campanello pause")
        }
    }

    private func deadLetters(_ queues: [QueueStatus]) -> [Finding] {
        let dead = queues.filter { $0.name.hasSuffix(".dead") }.reduce(0) { $0 + $1.messages }
        return dead == 0
            ? [.well("dead letters")] : [.remark("dead letters", "\(dead)", do: "campanello dead-letters list")]
    }

    private struct Node: Decodable {
        let name: String
        let running: Bool?
        let mem_alarm: Bool?
        let disk_free_alarm: Bool?
    }

    private func alarms(_ broker: Broker) async throws -> [Finding] {
        let nodes = try await broker.api.get(["nodes"], as: [Node].self) ?? []
        return nodes.compactMap { node in
            if node.running == false { return .wrong("node \(node.name)", "does not run", do: "start it") }
            if node.mem_alarm == true { return .wrong("node \(node.name)", "is out of memory", do: "give it more") }
            if node.disk_free_alarm == true { return .wrong("node \(node.name)", "is out of disk", do: "free some") }
            return nil
        }
    }
}

extension WorkQueue {
    /// Nil for the Matcher's.
    fileprivate var channel: Channel? {
        Channel.allCases.first { self == .notifications($0) || self == .direct($0) }
    }
}
