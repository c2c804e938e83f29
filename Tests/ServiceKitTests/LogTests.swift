import Foundation
import Logging
import Observability
import Testing

@Suite("Logs")
struct LogTests {
    private let log = CapturedLog()

    @Test("an event is one line with its level in capitals and its keys in order")
    func text() throws {
        var logger = log.logger()
        logger[metadataKey: "service"] = "matcher"
        logger.error("lost\nconnection", metadata: ["b": "two words", "a": "1", "c": "q\"q"])
        let line = try #require(log.lines.first)
        #expect(line.hasSuffix(#" ERROR test: lost\nconnection a=1 b="two words" c=q\"q service=matcher"#) == false)
        #expect(line.hasSuffix(#" ERROR test: lost\nconnection a=1 b="two words" c="q\"q" service=matcher"#))
        #expect(line.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z ERROR .*/) != nil)
    }

    @Test("the JSON format is one object a line, whatever the text holds")
    func json() throws {
        log.logger(format: .json).warning(
            "a \"quoted\"\nline \u{1}", metadata: ["chat": "•••89", "level": "overwritten", "list": ["a", "b"]])
        let line = try #require(log.lines.first)
        #expect(!line.contains("\n"))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
        #expect(object["level"] == "WARNING")
        #expect(object["message"] == "a \"quoted\"\nline \u{1}")
        #expect(object["chat"] == "•••89")
        #expect(object["logger"] == "test")
    }

    @Test("events below the level are not written")
    func level() {
        let logger = log.logger(level: .warning)
        logger.info("unheard")
        logger.critical("heard")
        #expect(log.lines.count == 1)
    }

    @Test("addresses are masked beyond recognition, yet can be told apart")
    func masked() {
        #expect(Masked.address("+390212345678") == "+39•••78")
        #expect(Masked.address("123456789") == "•••89")
        #expect(Masked.address("1234") == "•••")
        #expect(Masked.email("anna@example.com") == "a•••@example.com")
        #expect(Masked.email("anna") == "•••")
    }
}
