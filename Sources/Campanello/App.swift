import ArgumentParser
import Observability
import ServiceKit

/// `campanello`: the operator's tool.
@main
struct App: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "campanello",
        abstract: "Looks after Campanello: its database, its broker, its people.",
        discussion: """
            Reads the same environment variables as the services, and a .env in the working folder.
            Exit status: 0 done, 1 failed, 2 wrong use.
            """,
        version: CampanelloVersion.current,
        subcommands: [
            Migrate.self, RolesCommand.self, TopologyCommand.self, CheckConfig.self, Queues.self, DeadLetters.self,
            UserCommand.self,
            DeliveriesCommand.self, Reconcile.self, Stats.self, Doctor.self, PauseCommand.self, ResumeCommand.self,
            WhatsAppCommand.self, Demo.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            end(error)
        }
    }

    /// Help goes to standard output with status 0, wrong use is status 2, everything else one line and status 1.
    private static func end(_ error: any Error) -> Never {
        let code = exitCode(for: error)
        if code.isSuccess { exit(withError: error) }
        if code == .validationFailure {
            LogSink.standardError.write(fullMessage(for: error))
            exit(withError: ExitCode(2))
        }
        if !(error is ExitCode) { LogSink.standardError.write("campanello: \(CommandFailure.line(error))") }
        exit(withError: ExitCode(1))
    }
}
