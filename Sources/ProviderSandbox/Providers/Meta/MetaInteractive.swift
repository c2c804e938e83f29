import Foundation

/// Buttons, lists and links.
struct MetaInteractive {
    let content: MetaContent

    /// - Parameters:
    ///   - part: The `interactive` object.
    ///   - flatButtons: A button's id and title stand in the button and a picture has a `url`: MessageBird's way.
    init(_ part: RequestFields, flatButtons: Bool = false) throws {
        guard let body = part.object("body") else { throw MetaError.parameter("interactive['body'] is required") }
        var text = try MetaLength.required(body, "text", upTo: 1024, in: "interactive['body']")
        if let footer = part.object("footer") {
            text += "\n" + (try MetaLength.required(footer, "text", upTo: 60, in: "interactive['footer']"))
        }
        guard let action = part.object("action") else { throw MetaError.parameter("interactive['action'] is required") }
        var content = MetaContent(kind: .interactive, text: text)
        content.media = try Self.header(part, &content.text, flatButtons ? "url" : "link")
        switch part.string("type") {
        case "button": content.buttons = try Self.replies(action, flatButtons)
        case "list": content.buttons = try Self.rows(action)
        case "cta_url": content.buttons = [try Self.link(action)]
        default: throw MetaError.parameter("interactive['type'] must be one of button, list, cta_url")
        }
        self.content = content
    }

    /// The header's picture; its text goes before the body's.
    private static func header(_ part: RequestFields, _ text: inout String, _ address: String) throws -> String? {
        guard let header = part.object("header") else { return nil }
        switch header.string("type") {
        case "text":
            text = "*\(try MetaLength.required(header, "text", upTo: 60, in: "interactive['header']"))*\n" + text
            return nil
        case "image":
            guard part.string("type") != "list", let link = header.object("image")?.string(address), link.isWebAddress
            else { throw MetaError.parameter("interactive['header']['image']['link'] must be a web address") }
            return link
        default: throw MetaError.parameter("interactive['header']['type'] must be text or image")
        }
    }

    private static func replies(_ action: RequestFields, _ areFlat: Bool) throws -> [SandboxMessage.Button] {
        guard let buttons = action.objects("buttons"), (1...3).contains(buttons.count) else {
            throw MetaError.parameter("interactive['action']['buttons'] must hold 1 to 3 buttons")
        }
        let replies = try buttons.map { button in
            guard button.string("type") == "reply", let reply = areFlat ? button : button.object("reply") else {
                throw MetaError.parameter("a button's type must be reply")
            }
            return SandboxMessage.Button(
                text: try MetaLength.required(reply, "title", upTo: 20, in: "reply"),
                data: try MetaLength.required(reply, "id", upTo: 256, in: "reply"))
        }
        guard Set(replies.map(\.text)).count == replies.count, Set(replies.map(\.data)).count == replies.count else {
            throw MetaError.parameter("buttons' titles and ids must be unique")
        }
        return replies
    }

    private static func rows(_ action: RequestFields) throws -> [SandboxMessage.Button] {
        _ = try MetaLength.required(action, "button", upTo: 20, in: "action")
        guard let sections = action.objects("sections"), (1...10).contains(sections.count) else {
            throw MetaError.parameter("interactive['action']['sections'] must hold 1 to 10 sections")
        }
        let rows = try sections.flatMap { section in
            let title = try MetaLength.optional(section, "title", upTo: 24, in: "section")
            if sections.count > 1, title?.isEmpty != false { throw MetaError.parameter("every section needs a title") }
            return try (section.objects("rows") ?? []).map { row in
                _ = try MetaLength.optional(row, "description", upTo: 72, in: "row")
                return SandboxMessage.Button(
                    text: try MetaLength.required(row, "title", upTo: 24, in: "row"),
                    data: try MetaLength.required(row, "id", upTo: 200, in: "row"), row: true)
            }
        }
        guard (1...10).contains(rows.count) else { throw MetaError.parameter("a list holds 1 to 10 rows in total") }
        return rows
    }

    private static func link(_ action: RequestFields) throws -> SandboxMessage.Button {
        guard let parameters = action.object("parameters"), let url = parameters.string("url"), url.isWebAddress else {
            throw MetaError.parameter("interactive['action']['parameters']['url'] must be a web address")
        }
        return SandboxMessage.Button(
            text: try MetaLength.required(parameters, "display_text", upTo: 20, in: "parameters"), url: url)
    }
}
