import ArgumentParser

/// `campanello demo …`: what `script/demo` needs to fill a private installation and to see that it has come to rest.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Fills a private installation with sample people and listings.",
        shouldDisplay: false, subcommands: [DemoPeople.self, DemoIngest.self, DemoWait.self, DemoShow.self])
}
