import Contracts
import Foundation
import Hummingbird
import Messaging
import Notifications
import Operations
import Persistence

/// Dead letters: looked at, sent again, dropped.
extension OpsController {
    /// The letters that one request may send again, so that its answer comes in good time.
    static let letterLimit = 500
    /// For how long one request may send.
    static let patience = 20.0

    func letters(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var query = QueryReader(request)
        var selection = LetterSelection()
        selection.queues = query.queues()
        selection.reason = query.text("reason")
        selection.errorClass = query.errorClass()
        selection.errorCode = query.text("code")
        try query.finish()
        let wanted = selection
        return try JSONAnswer.response(try await withBroker { try await desk.letters(wanted) })
    }

    private struct Letter: Encodable {
        let letter: LetterLine
        let body: String
    }

    func letter(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let id = UUID(uuidString: try context.pathText("id")),
            let found = try await withBroker({ try await desk.letter(id) })
        else { throw Problem.notFound("There is no dead letter with this id.") }
        return try JSONAnswer.response(
            Letter(letter: LetterLine(found), body: String(decoding: found.message.body, as: UTF8.self)))
    }

    private struct Replayed: Encodable {
        let total: Int
        let prospects: [String: Int]
        let replayed: Int
        let hasMore: Bool
        let words: String

        init(_ tally: DeadLetterReplay.Tally) {
            total = tally.total
            prospects = Dictionary(
                uniqueKeysWithValues: tally.byProspect.map {
                    ($0.key.rawValue.replacing(" ", with: "_"), $0.value)
                })
            replayed = tally.replayed
            hasMore = tally.hasMore
            words = tally.words
        }
    }

    func replay(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var fields = try await request.object()
        let selection = fields.selection()
        let isPreview = fields.boolean("preview") ?? false
        let force = fields.boolean("force") ?? false
        let rate = fields.number("rate", in: 0.1...1_000) ?? 50
        if selection.isEverything, !isPreview, fields.boolean("all") != true {
            fields.report("all", "must be true where nothing narrows the letters down")
        }
        try fields.finish()
        let limit = max(1, min(Self.letterLimit, Int(rate * Self.patience)))
        let tally = try await withBroker {
            isPreview
                ? try await desk.preview(selection)
                : try await desk.replay(
                    selection, rate: rate, limit: limit, force: force, by: context.operatorName)
        }
        return try JSONAnswer.response(Replayed(tally))
    }

    func drop(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var fields = try await request.object()
        let selection = fields.selection()
        if selection.isEverything, fields.boolean("all") != true {
            fields.report("all", "must be true where nothing narrows the letters down")
        }
        try fields.finish()
        let dropped = try await withBroker { try await desk.drop(selection, by: context.operatorName) }
        return try JSONAnswer.response(["dropped": dropped])
    }
}

extension LetterSelection {
    /// Whether nothing narrows it down.
    var isEverything: Bool {
        queues == WorkQueue.allCases && reason == nil && errorClass == nil && errorCode == nil && ids.isEmpty
            && since == nil && before == nil
    }
}

extension QueryReader {
    fileprivate mutating func queues() -> [WorkQueue] {
        guard let name = text("queue") else { return WorkQueue.allCases }
        guard let queue = WorkQueue(rawValue: name) else {
            report("queue", "must be of \(WorkQueue.allCases.map(\.name).joined(separator: ", "))")
            return []
        }
        return [queue]
    }

    fileprivate mutating func errorClass() -> String? {
        guard let name = text("class"), ErrorClass(rawValue: name) == nil else { return text("class") }
        report("class", ErrorClass.words)
        return nil
    }
}

extension ErrorClass {
    fileprivate static var words: String { "must be of \(allCases.map(\.rawValue).joined(separator: ", "))" }
}

extension FieldReader {
    fileprivate mutating func selection() -> LetterSelection {
        var selection = LetterSelection()
        if let name = text("queue", maximum: 100) {
            if let queue = WorkQueue(rawValue: name) {
                selection.queues = [queue]
            } else {
                report("queue", "must be of \(WorkQueue.allCases.map(\.name).joined(separator: ", "))")
            }
        }
        selection.reason = text("reason", maximum: 200)
        if let name = text("class", maximum: 200) {
            if ErrorClass(rawValue: name) == nil { report("class", ErrorClass.words) }
            selection.errorClass = name
        }
        selection.errorCode = text("code", maximum: 200)
        if let text = text("id", maximum: 100) {
            if let id = UUID(uuidString: text) { selection.ids = [id] } else { report("id", "must be a UUID") }
        }
        return selection
    }
}
