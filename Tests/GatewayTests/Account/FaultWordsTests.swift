import Foundation
import Testing

@testable import Gateway

@Suite("What the pages say of faults")
struct FaultWordsTests {
    /// What only programs can meet: the forms of the pages send no such request.
    private static let programs = [
        "came before with another body", "must have 1 to 200 printable ASCII", "must be the next_cursor",
        "must be a UUID", "must lie", "must be of ", "Send an access token", "This access token", "This refresh token",
        "The request is not valid HTTP", "must be percent-encoded", "must be a number between",
        "must be a whole number between", "must be 7", "The telephone number 7.", "The body", "The JSON",
        "A number is too large", "A name comes twice", "A text holds half", "Something follows",
        "The request broke off",
    ]

    @Test("no pattern hides behind one that stands before it, and each fills its figures in")
    func reachable() throws {
        let words = try AccountPages(appName: "Campanello").faults
        for pattern in words.patterns {
            var figure = 10
            var said = ""
            for (index, piece) in pattern.says.components(separatedBy: "{}").enumerated() {
                if index > 0 {
                    said += String(figure)
                    figure += 1
                }
                said += piece
            }
            let values = (10..<figure).map(String.init)
            #expect(words.translated(said, .russian) == Words.filled(pattern.ru, values), "\(pattern.says)")
            #expect(words.translated(said, .italian) == Words.filled(pattern.it, values), "\(pattern.says)")
            #expect(words.translated(said, .english) == said)
        }
    }

    @Test("every fault that the code of accounts, filters, channels and fields names has words in each language")
    func complete() throws {
        let words = try AccountPages(appName: "Campanello").faults
        var looked = 0
        for file in try Self.files() {
            for said in Self.faults(in: try String(contentsOf: file, encoding: .utf8)) {
                guard !Self.programs.contains(where: said.hasPrefix) else { continue }
                looked += 1
                for language in [Language.russian, .italian] {
                    #expect(words.translated(said, language) != said, "\(file.lastPathComponent), \(language)")
                }
            }
        }
        #expect(looked > 50)
    }

    private static func files() throws -> [URL] {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
        let folders = [
            "Gateway/Accounts", "Gateway/Filters", "Gateway/Channels", "Gateway/Linking", "Gateway/HTTP",
            "Listings/Conditions",
        ]
        return try folders.flatMap { folder in
            try FileManager.default.contentsOfDirectory(
                at: sources.appending(path: folder), includingPropertiesForKeys: nil)
        }
    }

    /// The texts of faults in a source file, with a figure where a value is put in.
    private static func faults(in source: String) -> [String] {
        let place =
            /(?:report|FieldError|invalid|conflict)\([^"\n]*(?:"[^"\n]*")?,\s*"((?:must|may|is|has|holds|needs|cannot) [^"\n]*)"|(?:refused|malformed|unauthorized|conflict|unavailable|notFound|append)\(\s*"([^"\n]+)"|(?:return|detail:|wrong\() *"((?:must|has|is|holds|begins) [^"\n]*)"/
        return source.matches(of: place).compactMap { match in
            (match.1 ?? match.2 ?? match.3).map { text in
                let filled = String(text).replacing(/\\\((?:links\.)?noun\)/, with: "chat")
                    .replacing("\\(what)", with: "filter")
                    .replacing(/\\\((?:[^()]|\([^()]*\))*\)/, with: "7")
                let isNumber = match.3 != nil && (source.contains("PhoneNumber") || source.contains("NationalNumber"))
                return isNumber ? "The telephone number \(filled)." : filled
            }
        }
    }
}
