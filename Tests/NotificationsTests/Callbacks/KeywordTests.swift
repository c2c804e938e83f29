import Notifications
import Testing

@Suite("Words that mean something to us")
struct KeywordTests {
    @Test(
        "stop and start in every language, in any case, and only alone",
        arguments: [
            ("STOP", OptOutKeyword.stop), (" stop. ", .stop), ("СТОП", .stop), ("Basta!", .stop), ("annulla", .stop),
            ("Unsubscribe", .stop), ("CANCEL", .stop), ("end", .stop), ("Quit", .stop), ("StopAll", .stop),
            ("START", .start), ("старт", .start), ("Inizia", .start), ("UNSTOP", .start), ("/start", .start),
            ("/stop", .stop), ("don't stop", nil), ("/start abc123", nil), ("", nil), ("stopwatch", nil),
        ])
    func keywords(_ text: String, _ keyword: OptOutKeyword?) {
        #expect(OptOutKeyword(text) == keyword)
    }

    @Test(
        "buttons and rows by their payload",
        arguments: [
            ("pause:7", ButtonPress.pause(filter: 7)), ("resume:7", .resume(filter: 7)), ("hide:3", .hide(listing: 3)),
            ("pause:", nil), ("pause:-1", nil), ("pause:7:8", nil), ("drop:7", nil), ("", nil),
        ])
    func presses(_ payload: String, _ press: ButtonPress?) {
        #expect(ButtonPress(payload) == press)
        if let press { #expect(press.payload == payload) }
    }

    @Test("a menu of filters becomes a list whose rows are presses")
    func menu() throws {
        let menu = FilterMenu(rows: [
            .init(press: .pause(filter: 7), name: "Квартира в центре Рима, недорого"),
            .init(press: .resume(filter: 8), name: "Casa"),
        ])
        let format = MessageFormat(
            markup: .whatsApp, unit: .utf16, textLimit: 1_000, captionLimit: nil, maximumListings: 3)
        let message = DirectText(appName: "Campanello").message(
            key: DirectTextKey.menu.rawValue, parameters: menu.parameters, locale: "it", in: format)
        let list = try #require(message?.list)
        #expect(list.button == "Filtri" && list.rows.map(\.id) == ["pause:7", "resume:8"])
        #expect(list.rows.map(\.description) == ["⏸ Sospendi", "▶️ Riattiva"])
        #expect(list.rows.allSatisfy { $0.title.utf16.count <= 24 })
    }
}
