import Foundation
import Notifications
import Testing

@Suite("Reading callbacks")
struct CallbackParserTests {
    private static let delivery = "0198c0de-7f7a-7cc3-9b6e-2f1d0c8e4a11"

    private static func events(
        _ provider: ProviderKind, _ text: String, query: String? = nil, id: String? = nil
    ) throws -> [KeyedEvent] {
        try CallbackParser.events(
            of: CallbackBody(bytes: Array(text.utf8), query: query, callbackID: id), from: provider)
    }

    private static func meta(_ value: String) -> String {
        #"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":"#
            + #"{"messaging_product":"whatsapp","metadata":{"display_phone_number":"14155238886","phone_number_id":"55"},"#
            + value + "}}]}]}"
    }

    @Test(
        "Meta's statuses come with our delivery, the error by its table and the number they concern",
        arguments: [ProviderKind.meta, .dialog360])
    func metaStatuses(_ provider: ProviderKind) throws {
        let events = try Self.events(
            provider,
            Self.meta(
                """
                "statuses":[
                 {"id":"wamid.A","status":"delivered","timestamp":"1764000000","recipient_id":"390212345678",
                  "biz_opaque_callback_data":"\(Self.delivery)","pricing":{"new":1}},
                 {"id":"wamid.A","status":"failed","timestamp":"1764000001","recipient_id":"390212345678",
                  "errors":[{"code":131047,"title":"Re-engagement message","error_data":{"details":"24 hours"}}]},
                 {"id":"wamid.A","status":"warning"}]
                """))
        #expect(events.map(\.key) == ["wamid.A delivered", "wamid.A failed"])
        #expect(events.allSatisfy { $0.receiver == "55" })
        guard case .report(let delivered) = events.first?.event, case .report(let failed) = events.last?.event else {
            Issue.record("no reports")
            return
        }
        #expect(delivered.status == .delivered && delivered.deliveryID == UUID(uuidString: Self.delivery))
        #expect(delivered.address == "+390212345678")
        #expect(delivered.at == Date(timeIntervalSince1970: 1_764_000_000))
        #expect(failed.error == ReportedError(.windowClosed, code: "131047", detail: "24 hours"))
    }

    @Test(
        "Meta's messages say what was written or pressed",
        arguments: [
            (#""type":"text","text":{"body":"STOP"}"#, InboundMessage.Content.text("STOP")),
            (
                #""type":"button","button":{"payload":"pause:7","text":"Pause"}"#,
                .button(payload: "pause:7", title: "Pause")
            ),
            (
                #""type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"hide:3","title":"No"}}"#,
                .button(payload: "hide:3", title: "No")
            ),
            (
                #""type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"resume:7","title":"Roma"}}"#,
                .row(id: "resume:7", title: "Roma")
            ),
            (#""type":"image","image":{"id":"1"}"#, .other("image")), (#""type":"text","text":{}"#, .other("text")),
            (#""type":"text","text":{"body":"a\u0000b"}"#, .text("ab")),
        ])
    func metaMessages(_ body: String, _ content: InboundMessage.Content) throws {
        let events = try Self.events(
            .meta, Self.meta(#""messages":[{"id":"wamid.B","from":"15005550006","timestamp":"1764000000",\#(body)}]"#))
        guard case .inbound(let message) = events.first?.event else {
            Issue.record("no message")
            return
        }
        #expect(message.content == content && message.address == "+15005550006" && events.first?.key == "wamid.B")
    }

    @Test("somebody who shows no number is known by the provider's user id")
    func withoutNumber() throws {
        let events = try Self.events(
            .meta,
            Self.meta(
                #""contacts":[{"user_id":"US.1349","profile":{"name":"A"}}],"messages":[{"id":"w","type":"text","text":{"body":"hi"}}]"#
            ))
        guard case .inbound(let message) = events.first?.event else {
            Issue.record("no message")
            return
        }
        #expect(message.address == nil && message.userID == "US.1349")
    }

    @Test("Meta's marketing preferences are a word for or against us")
    func preferences() throws {
        let events = try Self.events(
            .meta,
            Self.meta(
                #""user_preferences":[{"wa_id":"15005550006","category":"marketing_messages","value":"stop","timestamp":1764000000},{"wa_id":"15005550006","value":"unheard of"}]"#
            ))
        let expected = MessagingPreference(
            address: "+15005550006", wantsMessages: false, at: Date(timeIntervalSince1970: 1_764_000_000))
        #expect(events.map(\.event) == [.preference(expected)])
    }

    @Test("Twilio's forms are reports or messages, and the address gives our delivery back")
    func twilio() throws {
        let report = try Self.events(
            .twilio,
            "MessageSid=SM1&MessageStatus=undelivered&ErrorCode=63016&To=whatsapp%3A%2B15005550006&From=whatsapp%3A%2B14155238886&New=1",
            query: "delivery=\(Self.delivery)")
        #expect(report.first?.key == "SM1 undelivered" && report.first?.receiver == "whatsapp:+14155238886")
        guard case .report(let failed) = report.first?.event else {
            Issue.record("no report")
            return
        }
        #expect(failed.status == .failed && failed.error?.errorClass == .windowClosed && failed.error?.code == "63016")
        #expect(failed.deliveryID == UUID(uuidString: Self.delivery) && failed.address == "+15005550006")
        for (form, content) in [
            ("Body=%D0%A1%D0%A2%D0%9E%D0%9F", InboundMessage.Content.text("СТОП")),
            ("Body=Pause&ButtonPayload=pause%3A7&ButtonText=Pause", .button(payload: "pause:7", title: "Pause")),
            ("Body=Roma&ListId=resume%3A7&ListTitle=Roma", .row(id: "resume:7", title: "Roma")),
            ("Body=&NumMedia=1&MessageType=image", .other("image")),
        ] {
            let inbound = try Self.events(
                .twilio, "SmsMessageSid=SM2&MessageSid=SM2&SmsStatus=received&From=whatsapp%3A%2B15005550006&\(form)")
            guard case .inbound(let message) = inbound.first?.event else {
                Issue.record("no message: \(form)")
                continue
            }
            #expect(message.content == content && message.address == "+15005550006")
        }
        #expect(throws: UnreadableCallback.self) { try Self.events(.twilio, "MessageSid=%ZZ") }
    }

    @Test("Bird's three shapes are read into the same reports")
    func bird() throws {
        let legacy = try Self.events(
            .messageBird,
            #"{"type":"message.updated","message":{"id":"m1","status":"delivered","direction":"sent","to":"+15005550006","updatedDatetime":"2026-11-20T10:15:00Z"}}"#,
            query: "delivery=\(Self.delivery)")
        let channels = try Self.events(
            .birdChannels,
            #"{"service":"channels","event":"whatsapp.outbound","payload":{"id":"m1","status":"delivered","reference":"\#(Self.delivery)","receiver":{"contacts":[{"identifierKey":"phonenumber","identifierValue":"+15005550006"}]},"updatedAt":"2026-11-20T10:15:00Z"}}"#
        )
        let new = try Self.events(
            .bird,
            #"{"type":"whatsapp.delivered","timestamp":"2026-11-20T10:15:00Z","data":{"id":"m1","to":"+15005550006","metadata":{"delivery":"\#(Self.delivery)"}}}"#
        )
        for events in [legacy, channels, new] {
            let report = DeliveryReport(
                providerMessageID: "m1", deliveryID: UUID(uuidString: Self.delivery), status: .delivered,
                address: "+15005550006", at: Date(timeIntervalSince1970: 1_795_169_700))
            #expect(events == [KeyedEvent(key: "m1 delivered", event: .report(report), receiver: nil)])
        }
        let failed = try Self.events(
            .bird, #"{"type":"whatsapp.failed","data":{"id":"m1","last_error":{"code":"service_window_expired"}}}"#)
        guard case .report(let report) = failed.first?.event else {
            Issue.record("no report")
            return
        }
        #expect(report.error?.errorClass == .windowClosed)
    }

    @Test("ChatAPI's own messages are dropped, and its acknowledgements are reports")
    func chatAPI() throws {
        let events = try Self.events(
            .chatAPI,
            #"{"instanceId":"9","messages":[{"id":"a","body":"mine","fromMe":true,"chatId":"15005550006@c.us"},{"id":"b","body":"STOP","fromMe":false,"type":"chat","author":"15005550006@c.us","time":1764000000},{"id":"c","body":"x","fromMe":false,"author":"1500-160@g.us"}]}"#
        )
        #expect(events.map(\.key) == ["b", "c"])
        guard case .inbound(let message) = events.first?.event, case .inbound(let group) = events.last?.event else {
            Issue.record("no message")
            return
        }
        #expect(message.address == "+15005550006" && message.content == .text("STOP") && group.address == nil)
        let acks = try Self.events(.chatAPI, #"{"ack":[{"id":"q","chatId":"15005550006@c.us","status":"viewed"}]}"#)
        #expect(acks.map(\.key) == ["q viewed"])
    }

    @Test("Telegram's updates are messages, presses and blocks of private chats alone")
    func telegram() throws {
        let text = try Self.events(
            .telegram,
            #"{"update_id":5,"message":{"message_id":1,"date":1764000000,"text":"/start abc","chat":{"id":1001,"type":"private"},"from":{"id":1001,"username":"anna","language_code":"it"}}}"#
        )
        guard case .inbound(let message) = text.first?.event else {
            Issue.record("no message")
            return
        }
        #expect(text.first?.key == "5" && message.address == "1001" && message.content == .text("/start abc"))
        #expect(message.username == "anna" && message.languageCode == "it" && message.pressID == nil)
        let press = try Self.events(
            .telegram,
            #"{"update_id":6,"callback_query":{"id":"99","from":{"id":1001},"data":"pause:7","message":{"message_id":2,"chat":{"id":1001,"type":"private"}}}}"#
        )
        guard case .inbound(let pressed) = press.first?.event else {
            Issue.record("no press")
            return
        }
        #expect(pressed.content == .button(payload: "pause:7", title: nil) && pressed.pressID == "99")
        let block = try Self.events(
            .telegram,
            #"{"update_id":7,"my_chat_member":{"date":1764000000,"chat":{"id":1001,"type":"private"},"new_chat_member":{"status":"kicked"}}}"#
        )
        let blocked = Reachability(address: "1001", isBlocked: true, at: Date(timeIntervalSince1970: 1_764_000_000))
        #expect(block.map(\.event) == [.reachability(blocked)])
        let group = try Self.events(
            .telegram, #"{"update_id":8,"message":{"message_id":1,"text":"STOP","chat":{"id":-5,"type":"group"}}}"#)
        #expect(group.isEmpty)
    }

    @Test("what nobody knows is left out, and what is no JSON is refused", arguments: ProviderKind.allCases)
    func strange(_ provider: ProviderKind) throws {
        for text in [
            "{}", "[]", "null", "7", #"{"entry":[{"changes":[{"value":{"statuses":[{}],"messages":[{}]}}]}]}"#,
        ] {
            #expect(try Self.events(provider, text).isEmpty, "\(text)")
        }
        guard provider != .twilio else { return }
        #expect(throws: UnreadableCallback.self) { try Self.events(provider, "{") }
    }

    @Test("events survive being stored")
    func stored() throws {
        let events = try Self.events(
            .meta,
            Self.meta(
                #""messages":[{"id":"w","from":"15005550006","timestamp":"1764000000","type":"text","text":{"body":"hi"}}]"#
            ))
        for event in events.map(\.event) {
            let copy = try JSONDecoder().decode(ProviderEvent.self, from: JSONEncoder().encode(event))
            #expect(copy == event)
        }
    }
}
