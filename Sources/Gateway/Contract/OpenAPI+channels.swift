/// The channels, and what answers without a login.
extension OpenAPI {
    private static let outcome = JSONSchema.reference("Outcome")
    private static let linked: JSONValue = .object(["type": .text("object")])
    private static let toggle = JSONSchema.object(["enabled": JSONSchema.boolean])
    private static let tested = JSONSchema.object([
        "success": JSONSchema.boolean, "message": JSONSchema.string("Sent."),
        "notification_id": JSONSchema.string("0198c0de-7f7a-7cc3-9b6e-2f1d0c8e4a11"),
        "status": JSONSchema.string("accepted"),
    ])

    private static let message = JSONSchema.object([
        "text": JSONSchema.string("Campanello 12345678"),
        "url": JSONSchema.orNull(JSONSchema.string("https://wa.me/14155238886?text=Campanello%2012345678")),
    ])
    private static let whatsAppLink = JSONSchema.object([
        "success": JSONSchema.boolean, "message": JSONSchema.string("Send the code."),
        "phone_number": JSONSchema.string("+39021234567"), "enabled": JSONSchema.boolean,
        "verification": JSONSchema.orNull(
            JSONSchema.object([
                "join": JSONSchema.orNull(message),
                "url": JSONSchema.orNull(JSONSchema.string("https://wa.me/14155238886?text=Campanello%2012345678")),
                "code": JSONSchema.string("12345678"), "text": JSONSchema.string("Campanello 12345678"),
                "expires_at": JSONSchema.time,
            ])),
    ])
    private static let telegramLink = JSONSchema.object([
        "success": JSONSchema.boolean, "message": JSONSchema.string("Open the link."),
        "url": JSONSchema.orNull(JSONSchema.string("https://t.me/example_bot?start=code")),
        "expires_at": JSONSchema.orNull(JSONSchema.time),
        "chat_id": JSONSchema.orNull(JSONSchema.string("100200300")), "enabled": JSONSchema.boolean,
    ])

    private static func channel(
        _ name: String, link: [String: JSONValue], required: [String], answer: JSONValue, test: String
    ) -> [Operation] {
        let path = "/api/v1/\(name)"
        let tag = name == "whatsapp" ? "WhatsApp" : "Telegram"
        return [
            Operation(
                method: "GET", path: path + "/status", tag: tag, summary: "Where the channel stands",
                answers: [200: linked]),
            Operation(
                method: "POST", path: path + "/link", tag: tag, summary: "Link an address, once it is proved",
                body: JSONSchema.object(link, required: required), isBodyOptional: required.isEmpty,
                answers: [200: answer]),
            Operation(
                method: "DELETE", path: path + "/unlink", tag: tag, summary: "Forget the address",
                answers: [200: outcome]),
            Operation(
                method: "POST", path: path + "/toggle", tag: tag, summary: "Turn the channel on or off", body: toggle,
                answers: [
                    200: JSONSchema.object([
                        "success": JSONSchema.boolean, "message": JSONSchema.string("On."),
                        "enabled": JSONSchema.boolean,
                    ])
                ]),
            Operation(
                method: "POST", path: path + test, tag: tag, summary: "Send a test message to your own address",
                body: .object(["type": .text("object")]), isBodyOptional: true, answers: [200: tested, 202: tested]),
        ]
    }

    static let channelOperations: [Operation] =
        channel(
            "whatsapp",
            link: [
                "phone_number": JSONSchema.string("+39 02 1234567", maximum: 40),
                "instance_id": JSONSchema.orNull(JSONSchema.string("main", maximum: 100)),
            ], required: ["phone_number"], answer: whatsAppLink, test: "/test")
        + channel(
            "telegram",
            link: [
                "chat_id": .object(["type": .list([.text("string"), .text("integer"), .text("null")])]),
                "username": JSONSchema.orNull(JSONSchema.string("anna", maximum: 64)),
            ], required: [], answer: telegramLink, test: "/test-notification")
        + [
            Operation(
                method: "POST", path: "/api/v1/whatsapp/link/code", tag: "WhatsApp",
                summary: "Have a code sent to a number",
                body: JSONSchema.object(
                    [
                        "phone_number": JSONSchema.string("+39 02 1234567", maximum: 40),
                        "instance_id": JSONSchema.orNull(JSONSchema.string("main", maximum: 100)),
                    ], required: ["phone_number"]),
                answers: [
                    202: JSONSchema.object([
                        "success": JSONSchema.boolean, "message": JSONSchema.string("A code is on its way."),
                        "phone_number": JSONSchema.string("+39021234567"), "expires_at": JSONSchema.time,
                    ])
                ]),
            Operation(
                method: "POST", path: "/api/v1/whatsapp/link/confirm", tag: "WhatsApp",
                summary: "Link the number to which a code was sent",
                body: JSONSchema.object(["code": JSONSchema.string("12345678", maximum: 20)]),
                answers: [200: whatsAppLink]),
            Operation(
                method: "GET", path: "/api/v1/whatsapp/settings", tag: "WhatsApp", summary: "What the channel can do",
                door: .open, answers: [200: linked]),
            Operation(
                method: "GET", path: "/health", tag: "Service", summary: "Whether the service is well", door: .open,
                answers: [
                    200: JSONSchema.object([
                        "status": JSONSchema.choice(["healthy", "degraded"]),
                        "app_name": JSONSchema.string("Campanello"),
                        "version": JSONSchema.string("1.0.0"), "environment": JSONSchema.string("production"),
                    ])
                ]),
            Operation(
                method: "GET", path: "/openapi.json", tag: "Service", summary: "This contract", door: .open,
                answers: [200: linked]),
        ]
}
