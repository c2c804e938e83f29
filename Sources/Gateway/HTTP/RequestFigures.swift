import HTTPTypes
import Metrics
import NIOConcurrencyHelpers

/// Counts answers and times them, by the route's template: no path that a client invents becomes a label. The cells of
/// the routes that were asked are kept, so that a request looks up one key.
final class RequestFigures: Sendable {
    private struct Key: Hashable {
        let method: String
        /// As the router has it.
        let route: String?
        let status: Int
    }

    private struct Cells {
        let count: Counter
        let time: Metrics.Timer
    }

    private let cells = NIOLockedValueBox<[Key: Cells]>([:])

    func answered(_ method: HTTPRequest.Method, _ route: String?, _ status: HTTPResponse.Status, after time: Duration) {
        let cell = cells(of: Key(method: method.rawValue, route: route, status: status.code))
        cell.count.increment()
        cell.time.record(duration: time)
    }

    private func cells(of key: Key) -> Cells {
        cells.withLockedValue { cells in
            if let known = cells[key] { return known }
            let labels = [("method", key.method), ("route", Self.template(key.route))]
            let made = Cells(
                count: Counter(
                    label: "gateway_http_requests_total", dimensions: labels + [("status", "\(key.status)")]),
                time: Metrics.Timer(label: "gateway_http_request_seconds", dimensions: labels))
            cells[key] = made
            return made
        }
    }

    /// As the contract writes it: `/api/v1/filters/{id}`. What belongs to no route is `none`.
    private static func template(_ route: String?) -> String {
        guard let route, route.hasPrefix("/") else { return "none" }
        let parts = route.split(separator: "/").map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }
        return "/" + parts.joined(separator: "/")
    }
}
