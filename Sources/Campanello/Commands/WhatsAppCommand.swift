import ArgumentParser
import CurlTransport
import Notifications
import SenderKit
import ServiceKit
import TextTable

/// `campanello whatsapp profile show|set`.
struct WhatsAppCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whatsapp", abstract: "The business numbers on WhatsApp.", subcommands: [Profile.self])

    struct Profile: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What people see of the business when they open its chat.", subcommands: [Show.self, Set.self])
    }
}

extension WhatsAppCommand.Profile {
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows the profile as the provider has it.")

        @OptionGroup var output: OutputOptions
        @OptionGroup var number: NumberOption

        func run() async throws {
            let account = try await number.account()
            let profile = try await account.profile()
            try output.show(
                profile.rows, empty: "The profile is empty.", columns: ProfileRow.columns,
                object: ShownProfile(number: number.number, provider: account.provider, profile: profile))
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Changes what is given, and leaves the rest as it is.")

        @OptionGroup var output: OutputOptions
        @OptionGroup var number: NumberOption
        @Option(help: "A line below the name, at most 139 characters.") var about: String?
        @Option(help: "The business's address, at most 256 characters.") var address: String?
        @Option(help: "What the business does, at most 512 characters.") var description: String?
        @Option(help: "Where to write to, at most 128 characters.") var email: String?
        @Option(help: "The trade, as in PROF_SERVICES.") var vertical: String?
        @Option(help: "An http(s) address of the business; may be given twice.") var website: [String] = []

        var changes: BusinessProfile {
            BusinessProfile(
                about: about, address: address, description: description, email: email, vertical: vertical,
                websites: website.isEmpty ? nil : website)
        }

        func validate() throws {
            guard changes != BusinessProfile() else { throw ValidationError("say what to change, as in --about") }
            if let fault = changes.faults.first { throw ValidationError(fault) }
        }

        func run() async throws {
            let account = try await number.account()
            try await account.change(changes)
            let profile = try await account.profile()
            try output.show(
                profile.rows, empty: "The profile is empty.", columns: ProfileRow.columns,
                object: ShownProfile(number: number.number, provider: account.provider, profile: profile))
        }
    }
}

/// Which of the configured numbers a command is about.
struct NumberOption: ParsableArguments {
    @Option(help: "Which number, as in WHATSAPP_2_… (default: the first).") var number = 1

    func validate() throws {
        guard (1...ProviderSettings.maximumNumbers).contains(number) else {
            throw ValidationError("--number is from 1 to \(ProviderSettings.maximumNumbers)")
        }
    }

    func account() async throws -> ProfileAccount {
        try ProfileAccount(settings: try await Settings.load(), number: number)
    }
}
