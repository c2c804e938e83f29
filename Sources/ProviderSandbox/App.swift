import ArgumentParser
import Foundation
import Hummingbird
import Logging
import NIOCore
import Observability
import ServiceKit
import ServiceLifecycle
import UnixSignals

/// `provider-sandbox`: stands in for the messaging providers on one machine.
@main
struct ProviderSandbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "provider-sandbox",
        abstract: "Stands in for WhatsApp's providers and Telegram on this machine, on loopback only.",
        discussion: """
            What arrives is shown at / and told by GET /messages; POST /faults makes things go wrong.
            Every option may also be set by environment: SANDBOX_PORT, SANDBOX_TELEGRAM_LIMIT, \
            SANDBOX_TELEGRAM_CHAT_LIMIT, SANDBOX_TELEGRAM_GROUP_LIMIT, SANDBOX_WHATSAPP_LIMIT, \
            SANDBOX_WHATSAPP_RECIPIENT_BURST, SANDBOX_CAPACITY, and for each provider \
            SANDBOX_TELEGRAM_TOKENS, SANDBOX_TWILIO_TOKENS … (the only tokens let in, between commas). \
            SANDBOX_WINDOW says what becomes of what is sent outside of a 24-hour window: ignored (the default), \
            enforced (refused) or reported (taken, and reported as failed).
            Callbacks are signed as the provider signs them: Twilio's go to the address that a message names, the others' to \
            SANDBOX_META_WEBHOOK_URL …, signed with SANDBOX_META_WEBHOOK_SECRET …; SANDBOX_CALLBACKS=false turns them off, \
            SANDBOX_CALLBACK_TRIES bounds how often one is tried. SANDBOX_FAULTS is what POST /faults takes, from the start.
            """,
        version: CampanelloVersion.current)

    @Option(help: "The port on 127.0.0.1 (default: 8025).") var port: Int?
    @Option(help: "Telegram: requests a bot may make in any second (default: 30).") var telegramLimit: Int?
    @Option(help: "Telegram: messages a chat may get a second; 0 for no limit (default: 1).") var telegramChatLimit:
        Int?
    @Option(help: "WhatsApp: requests a number may make in any second (default: 80).") var whatsappLimit: Int?
    @Option(help: "WhatsApp: messages one person may get at once; 0 for no limit (default: 45).")
    var whatsappRecipientBurst: Int?
    @Option(help: "Messages that are kept (default: 100000).") var capacity: Int?

    func run() async throws {
        do {
            try await serve(try await Settings.load())
        } catch let error as SettingError {
            throw Self.failure(error.description)
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw Self.failure("the port is taken by another process: choose one by --port")
        }
    }

    /// One line, and status 1.
    private static func failure(_ line: String) -> ExitCode {
        LogSink.standardError.write("provider-sandbox: ERROR \(line)")
        return ExitCode(1)
    }

    private func serve(_ settings: Settings) async throws {
        let port = try port ?? settings.int("SANDBOX_PORT", default: 8025, in: 0...65535)
        bootstrapLogs(format: .text, level: .info)
        let logger = Logger(label: "provider-sandbox")
        var quiet = logger
        quiet.logLevel = .warning
        let application = Application(
            router: try SandboxApplication.router(Sandbox(try configuration(settings))),
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in
                logger.info("ready", metadata: ["address": "http://127.0.0.1:\(channel.localAddress?.port ?? port)"])
            }, logger: quiet)
        var group = ServiceGroupConfiguration(
            services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        // Requests that are held on purpose must not hold up the end.
        group.maximumGracefulShutdownDuration = .seconds(2)
        try await ServiceGroup(configuration: group).run()
    }

    private func configuration(_ settings: Settings) throws -> SandboxConfiguration {
        let numbers = 0...1_000_000
        var made = SandboxConfiguration()
        made.telegramLimit = try telegramLimit ?? settings.int("SANDBOX_TELEGRAM_LIMIT", default: 30, in: numbers)
        made.telegramChatLimit =
            try telegramChatLimit ?? settings.int("SANDBOX_TELEGRAM_CHAT_LIMIT", default: 1, in: numbers)
        made.telegramGroupLimit = try settings.int("SANDBOX_TELEGRAM_GROUP_LIMIT", default: 20, in: numbers)
        made.whatsappLimit = try whatsappLimit ?? settings.int("SANDBOX_WHATSAPP_LIMIT", default: 80, in: numbers)
        made.whatsappRecipientBurst =
            try whatsappRecipientBurst ?? settings.int("SANDBOX_WHATSAPP_RECIPIENT_BURST", default: 45, in: numbers)
        made.capacity = try capacity ?? settings.int("SANDBOX_CAPACITY", default: 100_000, in: 1...10_000_000)
        let rules = ServiceWindows.Rule.allCases.map(\.rawValue)
        let rule = try settings.choice("SANDBOX_WINDOW", default: made.window.rawValue, among: rules)
        made.window = ServiceWindows.Rule(rawValue: rule) ?? made.window
        for provider in Provider.allCases {
            let tokens = try settings.list("SANDBOX_\(provider.settingName)_TOKENS")
            if !tokens.isEmpty { made.tokens[provider] = Set(tokens) }
        }
        made.callbacks = try CallbackSettings(settings)
        if let faults = try settings.string("SANDBOX_FAULTS") {
            do { made.faults = try Faults.parse(Data(faults.utf8)) } catch let error as SandboxInputError {
                throw SettingError(
                    variable: "SANDBOX_FAULTS", fault: "cannot be taken: \(error)",
                    example: #"{"server_error":0.05}"#)
            }
        }
        return made
    }
}
