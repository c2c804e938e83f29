/// Every metric of every service, so that `/metrics` explains each of them from the start, and documentation, alerts and
/// dashboard can be held to what there is.
package enum MetricCatalogue {
    /// The services that have metrics, by the names that they run under.
    package static let services = ["gateway", "matcher", "whatsapp-sender", "telegram-sender"]

    /// All metrics, each once.
    package static let all = process + database + broker + outbox + gateway + matcher + sender

    /// What a service measures; what every process does for a name that is no service's.
    package static func of(_ service: String) -> [MetricDescription] {
        switch service {
        case "gateway": process + database + broker + outbox + gateway
        case "matcher": process + database + broker + outbox + matcher
        case "whatsapp-sender", "telegram-sender": process + database + broker + outbox + sender
        default: process
        }
    }
}
