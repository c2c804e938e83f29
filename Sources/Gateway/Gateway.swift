import Contracts
import CurlTransport
import Listings
import Logging
import Operations
import Persistence
import Postgres
import ServiceKit

/// The stores that the routes read and write.
struct Stores: Sendable {
    let users: UserStore
    let recipients: RecipientStore
    let filters: FilterStore
    let listings: ListingStore
    let notifications: NotificationStore
    let messages: DirectMessageStore
    let sessions: SessionStore
    let limits: RateLimitStore
    let answers: StoredAnswers
    let resets: PasswordResetStore
    let linkCodes: LinkCodeStore

    init(pool: PostgresPool, handover: OutboxHandover? = nil) {
        users = UserStore(pool: pool)
        recipients = RecipientStore(pool: pool)
        filters = FilterStore(pool: pool)
        listings = ListingStore(pool: pool, handover: handover)
        notifications = NotificationStore(pool: pool)
        messages = DirectMessageStore(pool: pool)
        sessions = SessionStore(pool: pool)
        limits = RateLimitStore(pool: pool)
        answers = StoredAnswers(pool: pool)
        linkCodes = LinkCodeStore(pool: pool)
        resets = PasswordResetStore(pool: pool, messages: messages)
    }
}

/// The service's parts behind its routes, wired once.
struct Gateway: Sendable {
    let configuration: GatewayConfiguration
    let stores: Stores
    let tokens: AccessTokens
    let limiter: RateLimiter
    let auth: AuthController
    let passwords: PasswordsController
    let users: UsersController
    let filters: FiltersController
    let listings: ListingsController
    let ingest: IngestController
    let whatsapp: WhatsAppController
    let telegram: TelegramController
    let notifications: NotificationsController
    let pages: PagesController
    let account: AccountSite
    let contract: ContractPages
    let healthPage: HealthController
    let webhooks: WebhooksController
    let callbacks: CallbackProcessor
    let ops: OpsController
    let opsPage: OpsPageController

    /// - Parameter handover: to the service's relay.
    /// - Throws: ``MissingTemplate`` when the installation is not whole.
    init(
        configuration: GatewayConfiguration, pool: PostgresPool, handover: OutboxHandover? = nil, health: Health,
        logger: Logger
    ) throws {
        let stores = Stores(pool: pool, handover: handover)
        let link = ListingLink(secret: configuration.tokenSecret, publicURL: configuration.publicURL)
        let secret = configuration.tokenSecret
        self.configuration = configuration
        self.stores = stores
        callbacks = CallbackProcessor(
            configuration: configuration, pool: pool, messages: stores.messages, link: link, logger: logger)
        webhooks = WebhooksController(
            settings: configuration.webhooks, publicURL: configuration.publicURL, callbacks: callbacks)
        let former = configuration.formerTokenSecrets
        tokens = AccessTokens(
            lifetime: configuration.tokenLifetime, former: { Settings.parts(of: former) }, secret: { secret.reveal() })
        let hasher = PasswordHasher(cost: configuration.passwordCost)
        let grants = SessionGrants(users: stores.users, sessions: stores.sessions, tokens: tokens)
        limiter = RateLimiter(store: stores.limits, factor: configuration.rateLimitFactor)
        auth = AuthController(users: stores.users, grants: grants, hasher: hasher, limiter: limiter)
        passwords = PasswordsController(
            users: stores.users, grants: grants, resets: stores.resets, hasher: hasher,
            codes: ResetCodes(secret: secret), appName: configuration.appName, limiter: limiter)
        users = UsersController(users: stores.users, filters: stores.filters, hasher: hasher, limiter: limiter)
        filters = FiltersController(
            filters: stores.filters, listings: stores.listings, notifications: stores.notifications,
            trials: FilterTrials(listings: stores.listings),
            previews: FilterPreview(
                listings: stores.listings,
                schedule: Schedule(channelInterval: min(configuration.whatsappInterval, configuration.telegramInterval))
            ),
            limiter: limiter)
        listings = ListingsController(listings: stores.listings)
        ingest = IngestController(
            listings: stores.listings, maximumAge: configuration.maximumListingAge, gate: IngestGate())
        let tests = TestMessages(
            messages: stores.messages, appName: configuration.appName, wait: configuration.testWait)
        let codes = LinkCodes(secret: secret)
        let whatsappLinks = ChannelLinks(.whatsapp, configuration, stores, limiter)
        whatsapp = WhatsAppController(
            linking: WhatsAppLinking(links: whatsappLinks, codes: codes, appName: configuration.appName),
            codes: WhatsAppCodes(
                links: whatsappLinks, codes: codes, messages: stores.messages, appName: configuration.appName),
            tests: tests)
        telegram = TelegramController(
            linking: TelegramLinking(
                links: ChannelLinks(.telegram, configuration, stores, limiter), codes: codes,
                bot: BotIdentity(
                    username: configuration.linking.botUsername, webhook: configuration.webhooks.telegram,
                    logger: logger, transport: { CurlTransport() })), tests: tests)
        notifications = NotificationsController(notifications: stores.notifications, links: link)
        pages = PagesController(
            appName: configuration.appName, templates: try PageTemplates(), links: link,
            notifications: stores.notifications, listings: stores.listings)
        account = try AccountSite(
            configuration: configuration, stores: stores,
            api: AccountSite.API(
                auth: auth, passwords: passwords, users: users, filters: filters, notifications: notifications,
                whatsapp: whatsapp, telegram: telegram))
        contract = try ContractPages(
            appName: configuration.appName, retentionDays: configuration.retentionDays)
        ops = OpsController(desk: OperatorDesk(pool: pool, broker: configuration.operators.broker))
        opsPage = try OpsPageController(
            appName: configuration.appName, token: configuration.operators.token, key: secret,
            isSecure: configuration.publicURL.hasPrefix("https://"), limiter: limiter)
        healthPage = HealthController(
            appName: configuration.appName, environment: configuration.environment, health: health)
    }
}
