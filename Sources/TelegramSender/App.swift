import Contracts
import SenderKit
import ServiceKit

/// Sends what people are to read on Telegram.
@main
struct App {
    static func main() async {
        await runService("telegram-sender", adminPort: 9103) { try await buildSender(.telegram, $0) }
    }
}
