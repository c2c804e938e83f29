import ArgumentParser
import Contracts
import Foundation
import Notifications
import Operations

/// Which dead letters a command is about.
struct SelectionOptions: ParsableArguments {
    @Option(help: "Only those of this work queue, such as whatsapp.notifications; may be repeated.")
    var queue: [String] = []
    @Option(help: "Only those of this channel: whatsapp or telegram.") var channel: String?
    @Option(help: "Only those that died for this reason, such as attempts-spent.") var reason: String?
    @Option(name: .customLong("class"), help: "Only those of this error class, such as content.")
    var errorClass: String?
    @Option(help: "Only those with this code of the provider.") var code: String?
    @Option(help: "Only this message; may be repeated.") var id: [String] = []
    @Option(help: "Only those that died at this time or later, as in 2026-11-20T10:00:00Z.") var since: String?
    @Option(help: "Only those that died before this time.") var before: String?

    func validate() throws {
        let known = WorkQueue.allCases.map(\.name)
        for name in queue where WorkQueue(rawValue: name) == nil {
            throw ValidationError("there is no queue \(name); there are: \(known.joined(separator: ", "))")
        }
        if let channel, Channel(rawValue: channel) == nil {
            throw ValidationError("--channel is whatsapp or telegram")
        }
        if let errorClass, ErrorClass(rawValue: errorClass) == nil {
            let classes = ErrorClass.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("there is no error class \(errorClass); there are: \(classes)")
        }
        if channel != nil, !queue.isEmpty { throw ValidationError("--channel and --queue exclude each other") }
        for text in id where UUID(uuidString: text) == nil {
            throw ValidationError("\(text) is no message id: that is a UUID, as dead-letters list shows it")
        }
        for (name, text) in [("since", since), ("before", before)] {
            if let text, Self.date(text) == nil {
                throw ValidationError("--\(name) is a time, as in 2026-11-20T10:00:00Z")
            }
        }
    }

    /// Whether nothing narrows it down.
    var isEverything: Bool {
        queue.isEmpty && channel == nil && reason == nil && errorClass == nil && code == nil && id.isEmpty
            && since == nil && before == nil
    }

    var selection: LetterSelection {
        LetterSelection(
            queues: queues, reason: reason, errorClass: errorClass, errorCode: code,
            ids: Set(id.compactMap(UUID.init(uuidString:))), since: since.flatMap(Self.date),
            before: before.flatMap(Self.date))
    }

    private var queues: [WorkQueue] {
        if let channel = channel.flatMap(Channel.init(rawValue:)) {
            return [.notifications(channel), .direct(channel)]
        }
        return queue.isEmpty ? WorkQueue.allCases : queue.compactMap(WorkQueue.init(rawValue:))
    }

    private static func date(_ text: String) -> Date? { try? Date(text, strategy: .iso8601) }
}
