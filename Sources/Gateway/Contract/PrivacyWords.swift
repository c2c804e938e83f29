/// What the privacy page says, in one language.
struct PrivacyWords: Sendable {
    let title: String
    let intro: String
    let heads: (what: String, why: String, long: String)
    /// `%d` is the number of days that the history stays.
    let rows: [(what: String, why: String, long: String)]
    let rights: String

    func values(locale: String, days: Int) -> [String: Any] {
        let rows = rows.map { row in
            ["what": row.what, "why": row.why, "long": row.long.replacing("%d", with: String(days))]
        }
        return [
            "locale": locale, "title": title, "intro": intro, "what": heads.what, "why": heads.why, "long": heads.long,
            "rows": rows, "rights": rights,
        ]
    }

    static let all: [String: PrivacyWords] = ["ru": russian, "en": english, "it": italian]

    private static let english = PrivacyWords(
        title: "What is kept of you",
        intro: "Only what is needed to tell you of new listings. Nothing is sold or shown to advertisers.",
        heads: ("What", "Why", "How long"),
        rows: [
            (
                "E-mail address, name, password (as a scrypt hash), language, time zone, quiet hours",
                "To sign you in and speak to you as you wish", "Until you delete the account"
            ),
            (
                "Telephone number or Telegram chat, and when you proved it is yours",
                "To send you messages; the provider of the channel gets the address and the text",
                "Until you unlink it or delete the account"
            ),
            ("Filters", "To find what fits", "Until you delete them"),
            (
                "Messages, their deliveries, which homes you heard of",
                "So that nothing is said twice and you can see what was sent",
                "%d days; homes as long as they are listed"
            ),
            ("Consents and their withdrawals", "To prove that you agreed", "Until you delete the account"),
            ("Sessions", "To keep you signed in", "30 days after the last use"),
            ("Network address", "To limit abuse; as a digest", "2 hours"),
            (
                "A keyed hash of an address that said STOP", "So that STOP stays in force after the account is gone",
                "Until START comes from the same address"
            ),
        ],
        rights: "You can read all of it (GET /api/v1/users/me/export), correct it, and delete the account with "
            + "everything of it (DELETE /api/v1/users/me) at any time.")

    private static let italian = PrivacyWords(
        title: "Che cosa conserviamo",
        intro: "Solo ciò che serve per avvisarti dei nuovi annunci. Nulla viene venduto o mostrato agli inserzionisti.",
        heads: ("Che cosa", "Perché", "Per quanto"),
        rows: [
            (
                "Indirizzo e-mail, nome, password (come hash scrypt), lingua, fuso orario, ore di silenzio",
                "Per farti accedere e scriverti come desideri", "Finché non elimini l’account"
            ),
            (
                "Numero di telefono o chat Telegram, e quando hai provato che è tuo",
                "Per inviarti i messaggi; il fornitore del canale riceve indirizzo e testo",
                "Finché non lo scolleghi o elimini l’account"
            ),
            ("Filtri", "Per trovare ciò che va bene", "Finché non li elimini"),
            (
                "Messaggi, consegne e case già annunciate",
                "Per non ripetere nulla e mostrarti che cosa è stato inviato",
                "%d giorni; le case finché sono in elenco"
            ),
            ("Consensi e revoche", "Per provare che eri d’accordo", "Finché non elimini l’account"),
            ("Sessioni", "Per restare collegato", "30 giorni dall’ultimo uso"),
            ("Indirizzo di rete", "Per limitare gli abusi; come impronta", "2 ore"),
            (
                "Un hash con chiave dell’indirizzo che ha detto STOP", "Perché STOP valga anche senza account",
                "Fino a START dallo stesso indirizzo"
            ),
        ],
        rights: "Puoi leggere tutto (GET /api/v1/users/me/export), correggerlo ed eliminare l’account con ogni dato "
            + "(DELETE /api/v1/users/me) in qualsiasi momento.")

    private static let russian = PrivacyWords(
        title: "Что мы храним",
        intro:
            "Только то, что нужно, чтобы сообщать вам о новых объявлениях. Ничего не продаётся и не передаётся рекламе.",
        heads: ("Что", "Зачем", "Как долго"),
        rows: [
            (
                "Адрес почты, имя, пароль (хэш scrypt), язык, часовой пояс, тихие часы",
                "Чтобы вы могли войти и получали сообщения так, как удобно", "Пока вы не удалите аккаунт"
            ),
            (
                "Номер телефона или чат Telegram и когда подтверждено, что он ваш",
                "Чтобы присылать сообщения; адрес и текст получает оператор канала",
                "Пока вы не отвяжете его или не удалите аккаунт"
            ),
            ("Фильтры", "Чтобы находить подходящее", "Пока вы их не удалите"),
            (
                "Сообщения, их доставка, уже показанные квартиры",
                "Чтобы ничего не повторять и показывать, что было отправлено",
                "%d дней; квартиры — пока они есть в объявлениях"
            ),
            ("Согласия и их отзыв", "Чтобы подтвердить согласие", "Пока вы не удалите аккаунт"),
            ("Сессии", "Чтобы вы оставались в аккаунте", "30 дней после последнего входа"),
            ("Сетевой адрес", "Чтобы ограничивать злоупотребления; в виде отпечатка", "2 часа"),
            (
                "Хэш с ключом адреса, приславшего STOP", "Чтобы STOP действовал и без аккаунта",
                "До START с того же адреса"
            ),
        ],
        rights: "Всё это можно получить (GET /api/v1/users/me/export), исправить и удалить вместе с аккаунтом "
            + "(DELETE /api/v1/users/me) в любое время.")
}
