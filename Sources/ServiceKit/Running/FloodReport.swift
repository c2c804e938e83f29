import Observability
import ServiceLifecycle

/// Says what was left out of the log when a flood is over and nothing else is said.
struct FloodReport: Service {
    let stream: LogStream
    let label: String

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(5))
                stream.reportFloods(label: label)
            }
        }
    }
}
