import Contracts
import SenderKit
import ServiceKit

/// Sends what people are to read on WhatsApp.
@main
struct App {
    static func main() async {
        await runService("whatsapp-sender", adminPort: 9102) { try await buildSender(.whatsapp, $0) }
    }
}
