import CurlTransport
import Logging
import Persistence
import Postgres
import ServiceLifecycle

/// The work behind the webhooks: callbacks are worked off, and where Telegram has no way in its updates are fetched.
struct CallbackService: Service {
    let gateway: Gateway
    let pool: PostgresPool
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await gateway.callbacks.run() }
                guard let telegram = gateway.configuration.webhooks.telegram else { return }
                let registration = TelegramRegistration(
                    webhook: telegram, publicURL: gateway.configuration.publicURL, transport: CurlTransport(),
                    logger: logger)
                group.addTask { await registration.run() }
                if telegram.secret == nil {
                    let poller = TelegramPoller(
                        webhook: telegram, door: gateway.webhooks.telegramDoor,
                        transport: CurlTransport(CurlConfiguration(responseLimit: 8 << 20)),
                        leader: Leader(of: "telegram updates", pool: pool, interval: .seconds(5), logger: logger),
                        logger: logger)
                    group.addTask { await poller.run() }
                }
            }
        }
    }
}
