import Foundation

/// The body of `/readyz`.
struct HealthReport: Encodable {
    struct Component: Encodable {
        let ready: Bool
        let reason: String?
    }

    let ready: Bool
    let service: String
    let version: String
    let components: [String: Component]

    init(health: Health, service: String, version: String) {
        let states = health.components
        ready = health.isReady
        self.service = service
        self.version = version
        components = states.mapValues { Component(ready: $0.isReady, reason: $0.reason.isEmpty ? nil : $0.reason) }
    }

    /// Keys in a stable order.
    func json() -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { return "{\"ready\":false}" }
        return String(decoding: data, as: UTF8.self)
    }
}
