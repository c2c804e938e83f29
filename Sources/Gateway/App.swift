import ServiceKit

/// The Gateway: REST for clients and scrapers, pages for people, and the relay that publishes what they caused.
@main
struct App {
    static func main() async {
        await runService("gateway", adminPort: 9100) { context in
            try await buildServices(context)
        }
    }
}
