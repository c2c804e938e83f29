import Contracts
import CurlTransport
import Foundation
import Notifications
import SenderKit
import ServiceKit

/// Asks every configured provider whether token, number and account are in order. It costs nothing.
struct ProviderExamination: Sendable {
    let settings: Settings

    func findings() async -> [Finding] {
        var findings: [Finding] = []
        for channel in Channel.allCases {
            do {
                let accounts = try ProviderSettings.all(settings, channel: channel)
                if accounts.isEmpty {
                    findings.append(.notChecked("provider of \(channel.rawValue)", "the channel is off"))
                }
                for account in accounts { findings.append(await ask(account)) }
            } catch {
                findings.append(
                    .wrong("provider of \(channel.rawValue)", CommandFailure.line(error), do: "campanello check-config")
                )
            }
        }
        return findings
    }

    private func ask(_ account: ProviderSettings) async -> Finding {
        guard let error = await SendingNumber(account).probe() else { return .well("provider \(account.name)") }
        return .wrong("provider \(account.name)", error.words, do: error.advice)
    }
}

/// One message by a provider's own way, past queue and database.
struct TestMessage: Sendable {
    let settings: Settings
    let channel: Channel
    let number: Int

    func send(to address: String) async -> Finding {
        let what = "test message by \(channel.rawValue)"
        do {
            guard let account = try ProviderSettings(settings, channel: channel, number: number) else {
                return .wrong(what, "the channel is off, or has no number \(number)", do: "campanello check-config")
            }
            let provider = account.provider
            let text = DirectText(appName: try settings.appName())
                .message(key: "test", parameters: [:], locale: "en", in: provider.format)
            guard let text else { return .wrong(what, "there is no such text", do: "use the tool of this version") }
            let request = provider.request(for: text, to: address, deliveryID: UUID.v7())
            switch provider.outcome(of: try await CurlTransport().send(request)) {
            case .accepted: return .well(what, "accepted by \(account.name): look at the telephone")
            case .refused(let error): return .wrong(what, error.words, do: error.advice)
            case .unclear(let text):
                return .remark(what, "taken, with an answer that cannot be read: \(text)", do: "look at the telephone")
            }
        } catch {
            return .wrong(what, CommandFailure.line(error), do: "see that the provider can be reached from here")
        }
    }
}

extension SendingNumber {
    init(_ account: ProviderSettings) {
        self.init(
            index: account.number, name: account.name, provider: account.provider, templates: account.templates,
            transport: CurlTransport(), requestTimeout: .seconds(10))
    }
}

extension ProviderError {
    var words: String { [errorClass.rawValue, code, detail].filter { !$0.isEmpty }.joined(separator: " ") }

    /// What an operator can do about it.
    var advice: String {
        switch errorClass {
        case .configuration: "check the token, the number and the account's balance at the provider"
        case .throttled: "wait; the account is at its limit"
        case .transient, .unknown: "try again; look at the provider's status page"
        case .recipient, .optOut: "try another address"
        case .windowClosed, .template: "write to the business number first, or set a template that is approved"
        case .policy, .content: "see the provider's rules for this message"
        }
    }
}
