import Foundation
import Messaging
import Testing

@Suite("A message")
struct MessageTests {
    @Test("counts attempts by its own header, and takes anything else for the first")
    func attempts() {
        #expect(Message.example("m").attempt == 1)
        #expect(Message.example("m", headers: ["attempt": 4]).attempt == 4)
        #expect(Message.example("m", headers: ["attempt": "5"]).attempt == 5)
        #expect(Message.example("m", headers: ["attempt": 0]).attempt == 1)
        #expect(Message.example("m", headers: ["attempt": "many"]).attempt == 1)
    }

    @Test("loses on its way back what the broker wrote, and keeps what we did")
    func republishes() {
        var message = Message.example(
            "m",
            headers: [
                "x-death": "d", "x-first-death-queue": "q", "x-last-death-reason": "r", "x-delivery-count": 3,
                "traceparent": "t", "attempt": 2, "x-mine": "stays",
            ])
        message.expiration = .seconds(1)
        let copy = message.retry(attempt: 3, expiration: .seconds(9))
        #expect(copy.headers == ["traceparent": "t", "attempt": 3, "x-mine": "stays"])
        #expect(copy.expiration == .seconds(9))
        #expect(copy.messageID == message.messageID)
        #expect(message.republished().expiration == nil)
    }

    @Test("says as a dead letter why, in headers of at most 2 KiB")
    func deadLetters() {
        let failed = Date(timeIntervalSince1970: 1_800_000_000)
        let letter = DeadLetter(
            reason: "content-refused", errorClass: "content", errorCode: "63016",
            error: String(repeating: "é", count: 3000), provider: "twilio", firstAttemptAt: failed - 60,
            failedAt: failed)
        let headers = Message.example("m", headers: ["attempt": 2]).deadLettered(letter).headers
        #expect(headers["reason"] == "content-refused")
        #expect(headers["error-class"] == "content")
        #expect(headers["error-code"] == "63016")
        #expect(headers["provider"] == "twilio")
        #expect(headers["first-attempt-at"] == "2027-01-15T07:59:00Z")
        #expect(headers["failed-at"] == "2027-01-15T08:00:00Z")
        #expect(headers["attempt"] == 2)
        #expect(headers["error"]?.string == String(repeating: "é", count: 1024))
    }

    @Test("begins anew when it is replayed")
    func replays() {
        let letter = DeadLetter(reason: "attempts-spent", provider: "meta", failedAt: .now)
        let dead = Message.example("m", headers: ["attempt": 9, "traceparent": "t"]).deadLettered(letter)
        #expect(dead.replayed().headers == ["attempt": 1, "traceparent": "t"])
    }

    @Test("is refused by name of the field that AMQP cannot carry")
    func faults() {
        let long = String(repeating: "x", count: 256)
        #expect(Message.example("m").fault(exchange: "e", routingKey: "k") == nil)
        #expect(
            Message.example("m").fault(exchange: "e", routingKey: long)
                == .invalid("routing key has 256 bytes; at most 255 fit"))
        var message = Message.example("m")
        message.expiration = .seconds(-1)
        guard case .invalid(let text) = message.fault(exchange: "", routingKey: "") else {
            Issue.record("accepted")
            return
        }
        #expect(text.contains("expiration"))
        message.expiration = nil
        message.body = [UInt8](repeating: 0, count: MessageLimits.maximumBodySize + 1)
        #expect(message.fault(exchange: "", routingKey: "") == .tooLarge(16 * 1024 * 1024 + 1))
    }
}

@Suite("A trace parent")
struct TraceParentTests {
    @Test("is read and written as the standard has it")
    func parses() throws {
        let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let parent = try #require(TraceParent(text))
        #expect(parent.description == text)
        #expect(parent.isSampled)
        let child = parent.child()
        #expect(child.traceID == parent.traceID)
        #expect(child.spanID != parent.spanID)
        #expect(TraceParent(TraceParent.start().description) != nil)
    }

    @Test(
        "is nothing when it is malformed",
        arguments: [
            "", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
        ])
    func refuses(text: String) {
        #expect(TraceParent(text) == nil)
    }
}
