import Contracts
import Operations

/// What operators ask: queues, dead letters, deliveries, figures, pauses.
extension OpenAPI {
    private static let delivery = JSONSchema.string("0198c0de-7f7a-7cc3-9b6e-2f1d0c8e4a11")
    private static let queueName = JSONSchema.choice(WorkQueue.allCases.map(\.name))
    private static let channel = JSONSchema.choice(Channel.allCases.map(\.rawValue))
    private static let letterFields: [String: JSONValue] = [
        "queue": queueName, "reason": JSONSchema.string("attempts-spent", maximum: 200),
        "class": JSONSchema.string("transient", maximum: 200), "code": JSONSchema.string("500", maximum: 200),
        "id": delivery, "all": JSONSchema.boolean,
    ]

    private static func operation(
        _ method: String, _ path: String, _ summary: String, query: [(name: String, schema: JSONValue)] = [],
        body: JSONValue? = nil, answers: [String: JSONValue], refusals: [Int] = []
    ) -> Operation {
        Operation(
            method: method, path: "/api/v1/ops/" + path, tag: "Operators", summary: summary, door: .operator,
            query: query, body: body, answers: [200: JSONSchema.object(answers)], refusals: [403] + refusals)
    }

    static let operatorOperations: [Operation] = [
        operation(
            "GET", "queues", "What each queue holds, and who consumes it",
            answers: [
                "queues": JSONSchema.list(
                    JSONSchema.object([
                        "name": JSONSchema.string("telegram.notifications"),
                        "messages_ready": JSONSchema.integer(example: 12),
                        "messages_unacknowledged": JSONSchema.integer(example: 40),
                        "consumers": JSONSchema.integer(example: 3), "publish_rate": JSONSchema.number(example: 24.8),
                        "ack_rate": JSONSchema.number(example: 25),
                    ]))
            ]),
        operation(
            "GET", "senders", "How each sender stands, and what is paused",
            answers: ["senders": JSONSchema.list(sender), "pauses": JSONSchema.list(pause)]),
        operation(
            "POST", "pauses", "Pause a channel or a source, everywhere at once",
            body: JSONSchema.object(
                [
                    "name": JSONSchema.string("idealista", maximum: 100),
                    "reason": JSONSchema.string("broken prices", maximum: Pausing.longestReason),
                ], required: ["name"]),
            answers: ["name": JSONSchema.string("idealista"), "changed": JSONSchema.boolean]
        ),
        operation(
            "DELETE", "pauses/{name}", "Let it go on",
            answers: ["name": JSONSchema.string("idealista"), "changed": JSONSchema.boolean], refusals: [422]),
        operation(
            "GET", "stats", "What was sent, delivered and read, how fast, and what failed",
            query: [("hours", JSONSchema.integer(SendingReport.range, example: 24))],
            answers: [
                "hours": JSONSchema.integer(example: 24), "since": JSONSchema.time,
                "channels": JSONSchema.list(figures), "hourly": JSONSchema.list(figures),
                "failures": JSONSchema.list(JSONSchema.anything), "people": JSONSchema.list(JSONSchema.anything),
            ]),
        operation(
            "GET", "dead-letters", "Dead letters, grouped by their cause",
            query: [
                ("queue", queueName), ("reason", JSONSchema.string("attempts-spent")),
                ("class", JSONSchema.string("transient")), ("code", JSONSchema.string("500")),
            ], answers: ["total": JSONSchema.integer(example: 312), "groups": JSONSchema.list(JSONSchema.anything)]),
        operation(
            "GET", "dead-letters/{id}", "One dead letter with its headers and its body",
            answers: ["letter": JSONSchema.anything, "body": JSONSchema.string("{}")]),
        operation(
            "POST", "dead-letters/replay", "Send dead letters again, or tell what that would come to",
            body: JSONSchema.object(
                letterFields.merging([
                    "preview": JSONSchema.boolean, "force": JSONSchema.boolean,
                    "rate": JSONSchema.number(0.1...1_000, example: 50),
                ]) { $1 }, required: []),
            answers: [
                "total": JSONSchema.integer(example: 312), "prospects": JSONSchema.anything,
                "replayed": JSONSchema.integer(example: 280), "has_more": JSONSchema.boolean,
                "words": JSONSchema.string("312: 280 to send, 20 already delivered, 12 expired"),
            ]),
        operation(
            "POST", "dead-letters/drop", "Settle dead letters for good",
            body: JSONSchema.object(letterFields, required: []), answers: ["dropped": JSONSchema.integer(example: 3)]),
        operation(
            "GET", "deliveries", "Deliveries, the newest first; addresses are masked",
            query: [
                ("status", JSONSchema.choice(DeliveryStatus.allCases.map(\.rawValue))), ("channel", channel),
                ("user_id", JSONSchema.id), ("in_doubt", JSONSchema.boolean), ("held", JSONSchema.boolean),
                ("limit", JSONSchema.integer(1...1_000, example: 50)),
            ], answers: ["deliveries": JSONSchema.list(JSONSchema.anything)]),
        operation(
            "GET", "deliveries/{id}", "One delivery's whole timeline",
            answers: [
                "delivery": JSONSchema.anything,
                "events": JSONSchema.list(
                    JSONSchema.object([
                        "at": JSONSchema.time, "what": JSONSchema.string("attempt 1"),
                        "detail": JSONSchema.string("accepted by telegram number 1 in 84 ms"),
                    ])),
            ]),
        operation(
            "GET", "log", "What operators did, the newest first",
            query: [("limit", JSONSchema.integer(1...1_000, example: 50))],
            answers: ["entries": JSONSchema.list(JSONSchema.anything)]),
    ]

    private static let sender = JSONSchema.object([
        "owner": JSONSchema.string("telegram-sender:0198c0de"), "channel": channel, "is_working": JSONSchema.boolean,
        "reason": JSONSchema.string("paused by operator: campaign"), "since": JSONSchema.time,
        "seen_at": JSONSchema.time,
    ])

    private static let pause = JSONSchema.object([
        "kind": JSONSchema.choice(["channel", "source"]), "name": JSONSchema.string("telegram"),
        "reason": JSONSchema.string("campaign"), "operator": JSONSchema.string("olga"), "paused_at": JSONSchema.time,
    ])

    private static let figures = JSONSchema.object(
        [
            "channel": channel, "made": JSONSchema.integer(example: 120), "accepted": JSONSchema.integer(example: 118),
            "delivered": JSONSchema.integer(example: 110), "read": JSONSchema.integer(example: 64),
            "failed": JSONSchema.integer(example: 1), "skipped": JSONSchema.integer(example: 1),
            "median_seconds": JSONSchema.number(example: 1.4),
        ], required: ["channel", "made", "accepted"])
}
