import Hummingbird

/// Every route of the API and the pages, and who may come in where. A path with a slash behind it is the same path.
struct Routes {
    let gateway: Gateway

    func router() -> Router<GatewayContext> {
        let router = Router(context: GatewayContext.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware {
            KnownMethodsMiddleware()
            MetricsMiddleware()
            RequestIDMiddleware()
            SecurityHeadersMiddleware()
            ProblemMiddleware()
        }
        open(router)
        webhooks(router.group("webhooks"))
        let api = router.group("api/v1")
        listings(api.group("listings"))
        let person = api.group().add(
            middleware: PersonAuthenticator(tokens: gateway.tokens, users: gateway.stores.users))
        account(person)
        filters(person.group("filters"))
        channels(person)
        history(person.group("notifications"))
        router.refuseOtherMethods()
        return router
    }

    private func open(_ router: Router<GatewayContext>) {
        router.get("/", use: gateway.pages.home)
        router.get("n/:token", use: gateway.pages.notification)
        router.get("health", use: gateway.healthPage.show)
        router.post("api/v1/auth/register", use: gateway.auth.register)
        router.post("api/v1/auth/login", use: gateway.auth.login)
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
        api.get("users/me", use: gateway.users.show)
        api.put("users/me", use: gateway.users.update)
        api.get("users/subscription", use: gateway.users.subscription)
    }

    private func filters(_ api: RouterGroup<GatewayContext>) {
        api.get(use: gateway.filters.list)
        api.post(use: gateway.filters.create)
        api.get(":id", use: gateway.filters.show)
        api.put(":id", use: gateway.filters.update)
        api.patch(":id", use: gateway.filters.update)
        api.delete(":id", use: gateway.filters.delete)
        api.post(":id/test", use: gateway.filters.test)
        api.post(":id/pause", use: gateway.filters.pause)
        api.post(":id/resume", use: gateway.filters.resume)
        api.get(":id/explain/:listing", use: gateway.filters.explain)
    }

    private func channels(_ api: RouterGroup<GatewayContext>) {
        api.get("whatsapp/status", use: gateway.whatsapp.status)
        api.post("whatsapp/link", use: gateway.whatsapp.link)
        api.delete("whatsapp/unlink", use: gateway.whatsapp.unlink)
        api.post("whatsapp/toggle", use: gateway.whatsapp.toggle)
        api.post("whatsapp/test", use: gateway.whatsapp.test)
        api.get("telegram/status", use: gateway.telegram.status)
        api.post("telegram/link", use: gateway.telegram.link)
        api.delete("telegram/unlink", use: gateway.telegram.unlink)
        api.post("telegram/toggle", use: gateway.telegram.toggle)
        api.post("telegram/test-notification", use: gateway.telegram.test)
    }

    private func history(_ api: RouterGroup<GatewayContext>) {
        api.get(use: gateway.notifications.list)
        api.get(":id", use: gateway.notifications.show)
    }

    private func listings(_ api: RouterGroup<GatewayContext>) {
        api.get(use: gateway.listings.search)
        api.get(":id", use: gateway.listings.show)
        let scrapers = api.group().add(middleware: IngestAuthenticator(keys: gateway.configuration.ingestKeys))
        scrapers.post(use: gateway.ingest.ingest)
        scrapers.post("sweep", use: gateway.ingest.sweep)
        scrapers.delete(":id/:external_id", use: gateway.ingest.remove)
    }
}
