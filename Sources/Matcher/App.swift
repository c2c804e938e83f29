import ServiceKit

/// Matches new listings against everybody's filters and decides what to say to whom, and when.
@main
struct App {
    static func main() async {
        await runService("matcher", adminPort: 9101) { try await build($0) }
    }
}
