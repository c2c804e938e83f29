import Logging
import ServiceLifecycle
import UnixSignals

/// Makes secrets read their files again on SIGHUP, which would otherwise end the process.
struct SignalReloader: Service {
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            Secret.rereadAll()
            logger.info("SIGHUP: secrets will be read again")
        }
    }
}
