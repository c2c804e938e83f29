import Contracts
import Hummingbird
import Persistence
import Postgres

/// Every route of the API and the pages, and who may come in where. A path with a slash behind it is the same path.
struct Routes {
    let gateway: Gateway

    func router() -> Router<GatewayContext> {
        let router = served()
        router.refuseOtherMethods()
        return router
    }

    /// What is served, as the contract writes it: `GET /api/v1/filters/{id}`.
    func documented() -> [String] {
        served().routes.filter { $0.method != .head }.map { route in
            let parts = route.path.description.split(separator: "/").map { part in
                part.hasPrefix(":") ? "{\(part.dropFirst())}" : String(part)
            }
            return "\(route.method.rawValue) /\(parts.joined(separator: "/"))"
        }
    }

    private func served() -> Router<GatewayContext> {
        let router = Router(context: GatewayContext.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware { EdgeMiddleware(gateway.configuration) }
        // Scrapers and providers show who they are; everybody else is counted by their address.
        let limited = router.group().add(
            middleware: RateLimitMiddleware(limiter: gateway.limiter, policy: .address) { $0.network })
        open(limited)
        webhooks(router.group("webhooks"))
        let api = router.group("api/v1")
        listings(api.group("listings"), open: limited.group("api/v1/listings"))
        asked(limited)
        let person = signedIn(limited.group("api/v1"))
        account(person)
        filters(person.group("filters"))
        channels(person)
        history(person.group("notifications"))
        operators(router)
        return router
    }

    /// For people who show their token; `alongside` is asked together with their session.
    private func signedIn(
        _ group: RouterGroup<GatewayContext>, alongside: (@Sendable (Int64) -> PostgresStatement)? = nil
    ) -> RouterGroup<GatewayContext> {
        group
            .add(
                middleware: PersonAuthenticator(
                    tokens: gateway.tokens, users: gateway.stores.users, alongside: alongside)
            )
            .add(
                middleware: RateLimitMiddleware(limiter: gateway.limiter, policy: .account) { context in
                    context.person.map { String($0.id) }
                })
    }

    /// The reads that apps repeat all the time: each costs one exchange with the database.
    private func asked(_ limited: RouterGroup<GatewayContext>) {
        signedIn(limited.group("api/v1/filters"), alongside: FilterStore.listStatement).get(use: gateway.filters.list)
        signedIn(limited.group("api/v1/whatsapp")) { LinkCodeStore.stateStatement(userID: $0, channel: .whatsapp) }
            .get("status", use: gateway.whatsapp.status)
        signedIn(limited.group("api/v1/telegram")) { LinkCodeStore.stateStatement(userID: $0, channel: .telegram) }
            .get("status", use: gateway.telegram.status)
    }

    private func open(_ router: RouterGroup<GatewayContext>) {
        AccountRoutes(site: gateway.account, limiter: gateway.limiter).add(to: router)
        router.group().add(middleware: LongWorkMiddleware()).get("n/:token", use: gateway.pages.notification)
        router.get("openapi.json", use: gateway.contract.openAPI)
        router.get("docs", use: gateway.contract.docs)
        router.get("privacy", use: gateway.contract.privacy)
        router.get("health", use: gateway.healthPage.show)
        router.group().add(middleware: IdempotencyMiddleware(answers: gateway.stores.answers))
            .post("api/v1/auth/register", use: gateway.auth.register)
        router.post("api/v1/auth/login", use: gateway.auth.login)
        router.post("api/v1/auth/refresh", use: gateway.auth.refresh)
        router.post("api/v1/auth/password/forgot", use: gateway.passwords.forgot)
        router.post("api/v1/auth/password/reset", use: gateway.passwords.reset)
        router.get("api/v1/whatsapp/settings", use: gateway.whatsapp.settings)
    }

    /// Callbacks of providers; who calls is told by signature.
    private func webhooks(_ group: RouterGroup<GatewayContext>) {
        group.get("whatsapp", use: gateway.webhooks.confirm)
        group.get("whatsapp/:number", use: gateway.webhooks.confirm)
        group.post("whatsapp", use: gateway.webhooks.whatsapp)
        group.post("whatsapp/:number", use: gateway.webhooks.whatsapp)
        group.post("whatsapp/:number/:secret", use: gateway.webhooks.whatsapp)
        group.post("telegram", use: gateway.webhooks.telegram)
    }

    private func account(_ api: RouterGroup<GatewayContext>) {
        api.get("auth/me", use: gateway.auth.me)
        api.post("auth/logout", use: gateway.auth.logout)
        api.put("users/me/password", use: gateway.passwords.change)
        api.group().add(middleware: LongWorkMiddleware()).get("users/me/export", use: gateway.users.export)
        api.delete("users/me", use: gateway.users.delete)
        api.get("users/me", use: gateway.users.show)
        api.put("users/me", use: gateway.users.update)
        api.get("users/subscription", use: gateway.users.subscription)
    }

    private func filters(_ api: RouterGroup<GatewayContext>) {
        api.group().add(middleware: IdempotencyMiddleware(answers: gateway.stores.answers))
            .post(use: gateway.filters.create)
        api.get(":id", use: gateway.filters.show)
        api.put(":id", use: gateway.filters.update)
        api.patch(":id", use: gateway.filters.update)
        api.delete(":id", use: gateway.filters.delete)
        api.post(":id/pause", use: gateway.filters.pause)
        api.post(":id/resume", use: gateway.filters.resume)
        let long = api.group().add(middleware: LongWorkMiddleware())
        long.post("preview", use: gateway.filters.preview)
        long.post(":id/test", use: gateway.filters.test)
        long.get(":id/explain/:listing", use: gateway.filters.explain)
    }

    private func channels(_ api: RouterGroup<GatewayContext>) {
        api.post("whatsapp/link", use: gateway.whatsapp.link)
        api.post("whatsapp/link/code", use: gateway.whatsapp.sendCode)
        api.post("whatsapp/link/confirm", use: gateway.whatsapp.confirm)
        api.delete("whatsapp/unlink", use: gateway.whatsapp.unlink)
        api.post("whatsapp/toggle", use: gateway.whatsapp.toggle)
        api.post("whatsapp/test", use: gateway.whatsapp.test)
        api.post("telegram/link", use: gateway.telegram.link)
        api.delete("telegram/unlink", use: gateway.telegram.unlink)
        api.post("telegram/toggle", use: gateway.telegram.toggle)
        api.post("telegram/test-notification", use: gateway.telegram.test)
    }

    private func history(_ api: RouterGroup<GatewayContext>) {
        api.get(use: gateway.notifications.list)
        api.get(":id", use: gateway.notifications.show)
    }

    private func operators(_ router: Router<GatewayContext>) {
        let limited = router.group().add(middleware: LongWorkMiddleware())
            .add(middleware: RateLimitMiddleware(limiter: gateway.limiter, policy: .operators) { $0.network })
        let page = limited.group("ops")
        page.get(use: gateway.opsPage.show)
        page.post("login", use: gateway.opsPage.login)
        page.post("logout", use: gateway.opsPage.logout)
        page.get("page.js", use: gateway.opsPage.script)
        page.get("page.css", use: gateway.opsPage.style)
        page.get("chart.js", use: gateway.opsPage.chart)
        let api = limited.group("api/v1/ops").add(
            middleware: OperatorAuthenticator(
                token: gateway.configuration.operators.token, key: gateway.configuration.tokenSecret,
                limiter: gateway.limiter))
        api.get("queues", use: gateway.ops.queues)
        api.get("senders", use: gateway.ops.senders)
        api.post("pauses", use: gateway.ops.pause)
        api.delete("pauses/:name", use: gateway.ops.resume)
        api.get("stats", use: gateway.ops.stats)
        api.get("dead-letters", use: gateway.ops.letters)
        api.get("dead-letters/:id", use: gateway.ops.letter)
        api.post("dead-letters/replay", use: gateway.ops.replay)
        api.post("dead-letters/drop", use: gateway.ops.drop)
        api.get("deliveries", use: gateway.ops.deliveries)
        api.get("deliveries/:id", use: gateway.ops.delivery)
        api.get("log", use: gateway.ops.log)
    }

    private func listings(_ api: RouterGroup<GatewayContext>, open: RouterGroup<GatewayContext>) {
        open.get(use: gateway.listings.search)
        open.get(":id", use: gateway.listings.show)
        let scrapers = api.group().add(middleware: LongWorkMiddleware())
            .add(middleware: IngestAuthenticator(keys: gateway.configuration.ingestKeys))
        scrapers.post(use: gateway.ingest.ingest)
        scrapers.post("sweep", use: gateway.ingest.sweep)
        scrapers.delete(":id/:external_id", use: gateway.ingest.remove)
    }
}
