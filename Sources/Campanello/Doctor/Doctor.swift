import ArgumentParser
import Contracts
import Foundation
import ServiceKit

/// `campanello doctor`.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks at settings, database, broker and providers, and says what to do.",
        discussion: """
            Changes nothing. --send-to has a provider send one test message to an address of yours, past the queues. \
            Status 1 when something is wrong.
            """)

    @OptionGroup var output: OutputOptions
    @Option(help: "A telephone number such as +390212345678, or a Telegram chat's id: one test message goes there.")
    var sendTo: String?
    @Option(help: "Whose: whatsapp or telegram (default: told by the address).") var channel: String?
    @Option(help: "Which of the configured WhatsApp numbers sends it.") var number = 1
    @Flag(help: "Leave the providers alone.") var offline = false

    func validate() throws {
        if let channel, Channel(rawValue: channel) == nil {
            throw ValidationError("--channel is whatsapp or telegram")
        }
        guard let sendTo else { return }
        if offline { throw ValidationError("--send-to and --offline exclude each other") }
        let digits = sendTo.drop { $0 == "+" || $0 == "-" }
        guard (5...20).contains(digits.count), digits.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            throw ValidationError("--send-to is a number such as +390212345678, or a chat's id")
        }
        guard (1...9).contains(number) else { throw ValidationError("--number is from 1 to 9") }
    }

    func run() async throws {
        let settings = try await Settings.load()
        var findings = SettingsExamination(settings: settings).findings()
        findings += await DatabaseExamination(settings: settings).findings()
        findings += await BrokerExamination(settings: settings).findings()
        if !offline { findings += await ProviderExamination(settings: settings).findings() }
        if let sendTo {
            let test = TestMessage(settings: settings, channel: wanted(sendTo), number: number)
            findings.append(await test.send(to: sendTo))
        }
        try output.show(findings, empty: "", columns: Finding.columns, object: ["findings": findings])
        if findings.contains(where: { $0.state == .wrong }) { throw ExitCode(1) }
    }

    private func wanted(_ address: String) -> Channel {
        channel.flatMap(Channel.init(rawValue:)) ?? (address.hasPrefix("+") ? .whatsapp : .telegram)
    }
}

/// The settings that are wrong; `check-config` shows all.
struct SettingsExamination {
    let settings: Settings

    func findings() -> [Finding] {
        let wrong = SettingsCheck(settings: settings).findings().filter { $0.state == .wrong }
        guard !wrong.isEmpty else { return [.well("settings")] }
        return wrong.map {
            .wrong("setting \($0.setting)", $0.remark, do: "set it right; campanello check-config shows all")
        }
    }
}
