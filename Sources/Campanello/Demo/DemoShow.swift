import ArgumentParser
import CurlTransport
import Foundation
import Notifications
import TextTable

/// Prints what the sandbox got.
struct DemoShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows what arrived on each channel.")

    @OptionGroup var output: OutputOptions
    @Option(help: "The sandbox's address.") var sandbox: String
    @Option(help: "Show at most so many messages.") var limit = 20

    struct Page: Codable {
        let total: Int
        let count: Int
        let messages: [Message]
    }

    struct Message: Codable {
        let channel: String
        let recipient: String
        let plain_text: String
        let media: String?
        let buttons: [Button]

        struct Button: Codable { let text: String }
    }

    private struct Arrived: Encodable {
        let total: Int
        let whatsapp: Int
        let telegram: Int
    }

    func run() async throws {
        let page = try await get("newest=true&limit=\(limit)")
        let arrived = Arrived(
            total: page.total, whatsapp: try await get("channel=whatsapp&limit=0").count,
            telegram: try await get("channel=telegram&limit=0").count)
        try output.show(page.messages, empty: "Nothing arrived.", columns: Self.columns, object: arrived)
        guard !output.json else { return }
        if page.messages.count < page.total { print("… the newest \(page.messages.count) of \(page.total)") }
        print("WhatsApp: \(arrived.whatsapp) messages. Telegram: \(arrived.telegram) messages.")
    }

    private static func columns(_ message: Message) -> [Column] {
        let lines = message.plain_text.split(whereSeparator: \.isNewline)
        return [
            Column("channel" <- message.channel), Column("reader" <- message.recipient),
            Column("begins" <- cut(lines.first)), Column("then" <- cut(lines.dropFirst().first)),
            Column("picture" <- (message.media == nil ? "" : "yes")),
            Column("buttons" <- message.buttons.count, align: .right),
        ]
    }

    private static func cut(_ line: Substring?) -> String {
        guard let line else { return "" }
        return line.count > 44 ? line.prefix(43) + "…" : String(line)
    }

    private func get(_ query: String) async throws -> Page {
        let transport = CurlTransport(CurlConfiguration(responseLimit: 256 << 20))
        let answer = try await transport.send(ProviderRequest(method: "GET", url: "\(sandbox)/messages?\(query)"))
        guard answer.status == 200, let page = try? JSONDecoder().decode(Page.self, from: Data(answer.body)) else {
            throw CommandFailure("the sandbox at \(sandbox) answered \(answer.status)")
        }
        return page
    }
}
