import Contracts
import Foundation
import Notifications
import Testing

@Suite("A notification's text")
struct NotificationTextTests {
    @Test("is, to the letter, what WhatsApp readers know")
    func whatsAppToTheLetter() {
        let others = [
            Sample.listing(2) {
                $0.source = "casa"
                $0.title = "Bilocale arredato"
                $0.price = nil
                $0.area = 55.5
                $0.rooms = nil
                $0.address = nil
                $0.district = "Trastevere"
            },
            Sample.listing(3) {
                $0.title = "Stanza"
                $0.price = 450.5
                $0.priceCurrency = "GBP"
                $0.rooms = nil
                $0.area = nil
                $0.address = nil
            },
        ]
        let expected = """
            🏠 *Новые объявления!*

            📍 Фильтр: _Квартира в центре Рима_
            📊 Найдено: 3 объявления

            *1. Прекрасная квартира в историческом центре*
            💰 1800€/мес • 🚪 3 комн. • 📐 85 м²
            📍 Via del Corso, 123, Roma
            🔗 https://www.idealista.it/immobile/1/
            📱 Источник: IDEALISTA

            *2. Bilocale arredato*
            📐 55,5 м²
            📍 Trastevere, Roma
            🔗 https://www.idealista.it/immobile/2/
            📱 Источник: CASA.IT

            *3. Stanza*
            💰 450,5£/мес
            📍 Roma
            🔗 https://www.idealista.it/immobile/3/
            📱 Источник: IDEALISTA

            💡 _Уведомления можно настроить в личном кабинете_
            """
        #expect(Sample.text(Sample.event([Sample.listing()] + others)) == expected)
    }

    @Test("of one listing has neither count nor number")
    func single() {
        let expected = """
            🏠 *Новое объявление!*

            📍 Фильтр: _Квартира в центре Рима_

            *Прекрасная квартира в историческом центре*
            💰 1800€/мес • 🚪 3 комн. • 📐 85 м²
            📍 Via del Corso, 123, Roma
            🔗 https://www.idealista.it/immobile/1/
            📱 Источник: IDEALISTA

            💡 _Уведомления можно настроить в личном кабинете_: https://campanello.example/
            """
        #expect(Sample.text(Sample.event([Sample.listing()]), account: "https://campanello.example/") == expected)
    }

    @Test(
        "counts as Russian does",
        arguments: [
            (2, "2 объявления"), (4, "4 объявления"), (5, "5 объявлений"), (11, "11 объявлений"), (12, "12 объявлений"),
            (21, "21 объявление"), (22, "22 объявления"), (25, "25 объявлений"), (111, "111 объявлений"),
            (1_001, "1001 объявление"),
        ])
    func plural(_ total: Int, _ words: String) {
        let text = Sample.text(Sample.event([Sample.listing()], total: total))
        #expect(text.contains("📊 Найдено: \(words)\n"))
    }

    @Test("says how many more there are, and where all can be read")
    func more() {
        let event = Sample.event((1...10).map { Sample.listing($0) }, total: 12)
        #expect(Sample.text(event).contains("\n\n…и ещё 9: https://campanello.example/n/abc\n\n💡"))
        let telegram = Sample.text(event, Sample.telegram)
        #expect(telegram.contains("<a href=\"https://campanello.example/n/abc\">…и ещё 7</a>"))
    }

    @Test(
        "names the city unless the place does",
        arguments: [
            ("Via Roma, Milano", "Milano", "Via Roma, Milano"), ("Via Roma 1", "Roma", "Via Roma 1, Roma"),
            ("Via Romagnoli 3", "Roma", "Via Romagnoli 3, Roma"),
            ("Via Appia, 00100 ROMA", "Roma", "Via Appia, 00100 ROMA"),
            ("Roma", "Roma", "Roma"), ("", "Roma", "Roma"), ("Centro (Firenze)", "Firenze", "Centro (Firenze)"),
        ])
    func place(_ address: String, _ city: String, _ expected: String) {
        let listing = Sample.listing {
            $0.address = address
            $0.city = city
        }
        #expect(Sample.text(Sample.event([listing])).contains("\n📍 \(expected)\n"))
    }

    @Test("leaves out what is not known together with its separators")
    func unknownFacts() {
        let bare = Sample.listing {
            $0.price = nil
            $0.rooms = nil
            $0.area = nil
            $0.address = nil
            $0.city = ""
        }
        let text = Sample.text(Sample.event([bare]))
        #expect(text.contains("*Прекрасная квартира в историческом центре*\n🔗 https://www.idealista.it/immobile/1/\n📱"))
        #expect(!text.contains("•"))
    }

    @Test("takes the markup out of other people's words, for WhatsApp")
    func whatsAppMarkup() {
        let listing = Sample.listing { $0.title = "*Affare* _unico_ ~x~ `y`" }
        let text = Sample.text(Sample.event([listing], filter: "a*b"))
        #expect(
            text.contains("*\u{2060}Affare*\u{2060} _\u{2060}unico_\u{2060} ~\u{2060}x~\u{2060} `\u{2060}y`\u{2060}"))
        #expect(text.contains("_a*\u{2060}b_"))
    }

    @Test("escapes other people's words and links for Telegram")
    func telegramEscapes() {
        let listing = Sample.listing {
            $0.title = "<b>\"A&B\"</b>"
            $0.url = "https://a.example/?x=1&y=2"
        }
        let text = Sample.text(Sample.event([listing]), Sample.telegram)
        #expect(text.contains("<b>&lt;b&gt;&quot;A&amp;B&quot;&lt;/b&gt;</b>"))
        #expect(text.contains("<a href=\"https://a.example/?x=1&amp;y=2\">https://a.example/?x=1&amp;y=2</a>"))
    }

    @Test(
        "drops links that are not http(s), keeping the listing",
        arguments: [
            "javascript:alert(1)", "tg://user?id=1", "https://", "ftp://a.example/", "https://a.example/\u{202E}x",
            "a b",
            "https://a.example/\"><b>",
        ])
    func badLinks(_ url: String) {
        let listing = Sample.listing { $0.url = url }
        for format in [Sample.whatsApp, Sample.telegram] {
            let message = NotificationText(accountURL: nil).message(for: Sample.event([listing]), in: format)
            #expect(!message.text.contains("🔗"))
            #expect(message.text.contains("Прекрасная квартира"))
            #expect(message.preview == nil)
        }
    }

    @Test("cleans bidirectional and zero-width characters, and keeps emoji families")
    func cleaning() {
        #expect(UserText.cleaned("a\u{202E}b\u{200B}c\u{FEFF}\n\t d ") == "abc d")
        #expect(UserText.cleaned("👨‍👩‍👧 дом") == "👨‍👩‍👧 дом")
        #expect(UserText.cleaned("x\u{200D}y\u{2066}") == "xy")
        #expect(UserText.cleaned("  ") == "")
        #expect(UserText.cleaned("Via \u{A0}Roma") == "Via Roma")
    }

    @Test("speaks English and Italian")
    func languages() {
        let event = Sample.event([Sample.listing(), Sample.listing(2) { $0.area = 85.5 }], locale: "en")
        #expect(Sample.text(event).hasPrefix("🏠 *New listings!*\n\n📍 Filter: "))
        #expect(Sample.text(event).contains("📐 85.5 m²"))
        let italian = Sample.event([Sample.listing()], total: 2, locale: "it")
        #expect(Sample.text(italian).contains("📊 Trovati: 2 annunci"))
        #expect(Sample.text(italian).contains("…e altri 1"))
    }

    @Test("shows what the price was before it fell, and who else found it")
    func priceDrop() {
        var listing = Sample.listing()
        listing.previousPrice = 2_000
        listing.filters = [.init(id: 7, name: "Квартира"), .init(id: 8, name: "Дёшево")]
        listing.alsoAt = [.init(source: "immobiliare", url: "https://www.immobiliare.it/9")]
        var event = Sample.event([listing])
        event.kind = .priceDrop
        let text = Sample.text(event)
        #expect(text.hasPrefix("📉 *Цена снижена!*"))
        #expect(text.contains("💰 1800€/мес (было 2000€) • "))
        #expect(text.contains("🔎 Подходит и для фильтров: «Дёшево»\n"))
        #expect(text.contains("↪️ Также: IMMOBILIARE: https://www.immobiliare.it/9"))
    }

    @Test(
        "has the floor on Telegram", arguments: [("2", "2 этаж"), ("T", "цокольный этаж"), ("r", "приподнятый этаж")])
    func floors(_ floor: String, _ words: String) {
        let event = Sample.event([Sample.listing { $0.floor = floor }])
        #expect(Sample.text(event, Sample.telegram).contains("📐 85 м² • 🏢 \(words)\n"))
        #expect(!Sample.text(event).contains("🏢"))
    }
}
