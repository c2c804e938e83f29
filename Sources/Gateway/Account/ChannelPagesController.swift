import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import Persistence
import QRCode

/// Linking WhatsApp and Telegram, with proof, and switching them.
struct ChannelPagesController: Sendable {
    static let fields = ["phone_number", "code", "chat_id"]

    let pages: AccountPages
    let channels: [ChannelRoutes]

    func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let done = pages.done(request, try context.requireVisit().language)
        return try await show(context, done: done)
    }

    /// Starts a link: shows how to prove that the address is one's own, unless that is known already.
    func link(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let visit = try context.requireVisit()
        return try await submit(context) { channel in
            let answer = try await OwnAPI.ask(channel.link, context, body: Self.body(channel, visit.form))
            let proof = LinkInvitation(answer)
            guard let proof else { return AccountPages.redirect("/account/channels", done: "linked") }
            return try pages.page(
                "proof", context, section: "channels",
                proof.values(channel.channel.rawValue, pages.words, visit.language, zone: zone(context)))
        }
    }

    /// Has a code sent to the number; the page then asks for it.
    func sendCode(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let form = try context.requireVisit().form
        return try await submit(context) { channel in
            try await OwnAPI.ask(Self.sentCode(channel).send, context, body: Self.body(channel, form))
            return AccountPages.redirect("/account/channels", done: "code_sent")
        }
    }

    func confirmCode(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let code = try context.requireVisit().form["code"] ?? ""
        return try await submit(context) { channel in
            try await OwnAPI.ask(Self.sentCode(channel).confirm, context, body: ["code": .text(code)])
            return AccountPages.redirect("/account/channels", done: "linked")
        }
    }

    func unlink(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await submit(context) { channel in
            try await OwnAPI.ask(channel.unlink, context)
            return AccountPages.redirect("/account/channels", done: "unlinked")
        }
    }

    func toggle(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let isOn = try context.requireVisit().form["enabled"] == "true"
        return try await submit(context) { channel in
            try await OwnAPI.ask(channel.toggle, context, body: ["enabled": .boolean(isOn)])
            return AccountPages.redirect("/account/channels", done: isOn ? "turned_on" : "turned_off")
        }
    }

    func test(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await submit(context) { channel in
            try await OwnAPI.ask(channel.test, context, body: [:])
            return AccountPages.redirect("/account/channels", done: "test_sent")
        }
    }

    /// `linked`, `waiting` or `none`, for the script.
    func state(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let word = try await channel(context).state(context).word
        return Response(
            status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
            body: .init(byteBuffer: .init(string: word)))
    }

    private func submit(
        _ context: GatewayContext, _ act: (ChannelRoutes) async throws -> Response
    ) async throws -> Response {
        let channel = try channel(context)
        do {
            return try await act(channel)
        } catch let problem as Problem where problem.isAboutInput || problem.status == .tooManyRequests {
            return try await show(context, problem: (channel.channel, problem))
        }
    }

    private func channel(_ context: GatewayContext) throws -> ChannelRoutes {
        let name = try context.pathText("channel")
        guard let channel = channels.first(where: { $0.channel.rawValue == name }) else {
            throw Problem.notFound("There is no such channel.")
        }
        return channel
    }

    private func zone(_ context: GatewayContext) -> TimeZone {
        context.person.flatMap { TimeZone(identifier: $0.timeZone) } ?? .gmt
    }

    private func show(
        _ context: GatewayContext, done: String? = nil, problem: (channel: Channel, problem: Problem)? = nil
    ) async throws -> Response {
        let visit = try context.requireVisit()
        let faults = problem.map {
            FormFaults($0.problem, fields: Self.fields, words: pages.faults, language: visit.language)
        }
        var cards: [[String: Any]] = []
        for channel in channels {
            let isAtFault = problem?.channel == channel.channel
            let card = ChannelCard(
                channel: channel, state: try await channel.state(context), words: pages.words, language: visit.language)
            cards.append(card.values(isAtFault ? faults : nil, form: isAtFault ? visit.form : PageForm()))
        }
        var values: [String: Any] = ["channels": cards]
        if let done { values["done"] = done }
        if let summary = faults?.summary, !summary.isEmpty { values["fault"] = summary }
        guard let problem = problem?.problem else {
            return try pages.page("channels", context, section: "channels", values)
        }
        if problem.status == .tooManyRequests { values["fault"] = tooOften(visit.language) }
        var page = try pages.page("channels", context, section: "channels", values, status: problem.status)
        for field in problem.headers { page.headers[field.name] = field.value }
        return page
    }

    private func tooOften(_ language: Language) -> String {
        "\(pages.words("problem_often", language)). \(pages.words("problem_often_detail", language))"
    }

    private static func sentCode(_ channel: ChannelRoutes) throws(Problem) -> ChannelRoutes.SentCode {
        guard let sentCode = channel.sentCode else { throw .notFound("This channel sends no codes.") }
        return sentCode
    }

    private static func body(_ channel: ChannelRoutes, _ form: PageForm) -> [String: JSONValue] {
        let names = channel.channel == .whatsapp ? ["phone_number"] : ["chat_id"]
        return names.reduce(into: [:]) { body, name in
            if let text = form[name], !text.isEmpty { body[name] = .text(text) }
        }
    }
}
