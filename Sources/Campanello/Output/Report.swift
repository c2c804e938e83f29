import ArgumentParser
import Foundation
import TextTable

/// How a command answers: a table for people, or one JSON object as the last line of standard output.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Answer with one JSON object on the last line.") var json = false

    /// Prints rows under their titles, or the object.
    func show<Row>(_ rows: [Row], empty: String, columns: @escaping (Row) -> [Column], object: some Encodable) throws {
        if json { return try show(object) }
        guard !rows.isEmpty else { return print(empty) }
        TextTable<Row>(columns).print(rows, style: Style.psql)
    }

    /// Prints a sentence, or the object.
    func show(_ sentence: String, object: some Encodable) throws {
        if json { try show(object) } else { print(sentence) }
    }

    private func show(_ object: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.dateEncodingStrategy = .iso8601
        print(String(decoding: try encoder.encode(object), as: UTF8.self))
    }
}
