import Hummingbird
import Persistence
import ServiceKit

/// The personal account: its pages at `/` and under `/account`, its style and script under `/static`.
struct AccountSite: Sendable {
    let pages: AccountPages
    let files: StaticFiles
    let visits: VisitMiddleware
    let entrance: EntranceController
    let reset: ResetPagesController
    let overview: OverviewController
    let filters: FilterPagesController
    let channels: ChannelPagesController
    let history: HistoryPagesController
    let settings: SettingsPagesController

    /// The API's routes that the pages ask.
    struct API {
        let auth: AuthController
        let passwords: PasswordsController
        let users: UsersController
        let filters: FiltersController
        let notifications: NotificationsController
        let whatsapp: WhatsAppController
        let telegram: TelegramController
    }

    /// - Throws: ``MissingTemplate`` when the installation is not whole.
    init(configuration: GatewayConfiguration, stores: Stores, api: API) throws {
        let pages = try AccountPages(appName: configuration.appName)
        let cookies = PageCookies(isSecure: configuration.publicURL.lowercased().hasPrefix("https:"))
        let channels = [
            ChannelRoutes(api.whatsapp, mode: configuration.whatsapp),
            ChannelRoutes(api.telegram, mode: configuration.telegram),
        ]
        self.pages = pages
        files = try StaticFiles()
        visits = VisitMiddleware(
            cookies: cookies, tokens: FormTokens(secret: configuration.tokenSecret),
            origin: FormOrigin(publicURL: configuration.publicURL), sessions: stores.sessions, users: stores.users)
        overview = OverviewController(
            pages: pages, filters: api.filters, users: api.users, recipients: stores.recipients, channels: channels)
        entrance = EntranceController(
            pages: pages, cookies: cookies, auth: api.auth, users: stores.users, overview: overview)
        reset = ResetPagesController(pages: pages, passwords: api.passwords)
        filters = FilterPagesController(pages: pages, filters: api.filters)
        self.channels = ChannelPagesController(pages: pages, channels: channels)
        history = HistoryPagesController(
            pages: pages, notifications: api.notifications, filters: api.filters, listingStore: stores.listings)
        settings = SettingsPagesController(
            pages: pages, cookies: cookies, users: api.users, passwords: api.passwords, overview: overview)
    }
}
