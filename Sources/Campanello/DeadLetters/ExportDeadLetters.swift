import ArgumentParser
import Foundation
import Messaging
import Operations
import ServiceKit

/// `campanello dead-letters export`.
struct ExportDeadLetters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes dead letters to a file, one JSON object a line; they stay.")

    @Argument(help: "The file to write; it must not be there yet.") var file: String
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var output: OutputOptions

    private struct Line: Encodable {
        let letter: LetterLine
        let body: String
    }

    func run() async throws {
        guard !FileManager.default.fileExists(atPath: file) else { throw CommandFailure("\(file) is there already") }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let lines = try await OperatorBroker.use(try await Settings.load()) { broker in
            var lines: [Data] = []
            try await broker.queues.visit(selection.selection) { letter in
                let line = Line(letter: LetterLine(letter), body: String(decoding: letter.message.body, as: UTF8.self))
                lines.append(try encoder.encode(line))
                return .stays
            }
            return lines
        }
        var data = Data()
        for line in lines {
            data.append(line)
            data.append(UInt8(ascii: "\n"))
        }
        do {
            try data.write(to: URL(fileURLWithPath: file), options: .withoutOverwriting)
        } catch {
            throw CommandFailure("\(file) cannot be written")
        }
        try output.show("\(lines.count) written to \(file)", object: ["exported": lines.count])
    }
}
