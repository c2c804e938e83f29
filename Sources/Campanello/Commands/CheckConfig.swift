import ArgumentParser
import Foundation
import ServiceKit
import TextTable

/// `campanello check-config`.
struct CheckConfig: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says what is wrong with the settings before anything starts. Status 1 when something is.")

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let findings = SettingsCheck(settings: try await Settings.load()).findings()
        try output.show(findings, empty: "", columns: Self.columns, object: ["settings": findings])
        if findings.contains(where: { $0.state == .wrong }) { throw ExitCode(1) }
    }

    private static func columns(_ finding: SettingsCheck.Finding) -> [Column] {
        [
            Column("setting" <- finding.setting), Column("state" <- finding.state.rawValue),
            Column("remark" <- finding.remark),
        ]
    }
}
