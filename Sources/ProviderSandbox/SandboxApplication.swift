import Hummingbird
import Logging

/// All routes over one sandbox.
enum SandboxApplication {
    static func router(_ sandbox: Sandbox) throws -> Router<BasicRequestContext> {
        let router = Router()
        TwilioRoutes(sandbox: sandbox).add(to: router)
        MetaRoutes(sandbox: sandbox).add(to: router)
        Dialog360Routes(sandbox: sandbox).add(to: router)
        MessageBirdRoutes(sandbox: sandbox).add(to: router)
        BirdChannelsRoutes(sandbox: sandbox).add(to: router)
        BirdRoutes(sandbox: sandbox).add(to: router)
        ChatAPIRoutes(sandbox: sandbox).add(to: router)
        TelegramRoutes(sandbox: sandbox).add(to: router)
        SandboxRoutes(sandbox: sandbox).add(to: router)
        InboundRoutes(sandbox: sandbox).add(to: router)
        try PhoneView(sandbox: sandbox).add(to: router)
        return router
    }
}
