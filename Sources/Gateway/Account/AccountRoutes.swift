import Hummingbird
import Persistence

/// The routes of the account's pages.
struct AccountRoutes {
    let site: AccountSite
    let limiter: RateLimiter

    func add(to router: RouterGroup<GatewayContext>) {
        router.get("static/:file", use: site.files.show)
        let visited = router.group()
            .add(middleware: LongWorkMiddleware())
            .add(middleware: PageProblemMiddleware(pages: site.pages))
            .add(middleware: site.visits)
            .add(
                middleware: RateLimitMiddleware(limiter: limiter, policy: .account) { context in
                    context.person.map { String($0.id) }
                })
        visited.get("/", use: site.entrance.home)
        entrance(visited.group("account"))
        let person = visited.group("account").add(middleware: SignedInMiddleware())
        filters(person)
        channels(person.group("channels"))
        settings(person)
        person.get("history", use: site.history.list)
        person.get("history/:id", use: site.history.show)
    }

    private func entrance(_ group: RouterGroup<GatewayContext>) {
        group.post("sign-up", use: site.entrance.signUp)
        group.post("sign-in", use: site.entrance.signIn)
        group.post("sign-out", use: site.entrance.signOut)
        group.get("reset", use: site.reset.show)
        group.post("reset/code", use: site.reset.sendCode)
        group.post("reset", use: site.reset.set)
    }

    private func filters(_ group: RouterGroup<GatewayContext>) {
        group.post("pause", use: site.overview.pauseAll)
        group.get("filters/new", use: site.filters.new)
        group.post("filters", use: site.filters.create)
        group.post("filters/count", use: site.filters.count)
        group.get("filters/:id", use: site.filters.edit)
        group.post("filters/:id", use: site.filters.update)
        group.post("filters/:id/pause", use: site.overview.pause)
        group.post("filters/:id/resume", use: site.overview.resume)
        group.get("filters/:id/delete", use: site.filters.askDelete)
        group.post("filters/:id/delete", use: site.filters.delete)
        group.get("filters/:id/why/:listing", use: site.history.why)
    }

    private func channels(_ group: RouterGroup<GatewayContext>) {
        group.get(use: site.channels.show)
        group.get(":channel/state", use: site.channels.state)
        group.post(":channel/link", use: site.channels.link)
        group.post(":channel/code", use: site.channels.sendCode)
        group.post(":channel/confirm", use: site.channels.confirmCode)
        group.post(":channel/unlink", use: site.channels.unlink)
        group.post(":channel/toggle", use: site.channels.toggle)
        group.post(":channel/test", use: site.channels.test)
    }

    private func settings(_ group: RouterGroup<GatewayContext>) {
        group.get("settings", use: site.settings.show)
        group.post("settings", use: site.settings.update)
        group.post("password", use: site.settings.changePassword)
        group.get("export", use: site.settings.export)
        group.get("leave", use: site.settings.askLeave)
        group.post("leave", use: site.settings.leave)
    }
}
