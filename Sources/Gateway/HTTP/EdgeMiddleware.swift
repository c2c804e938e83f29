import HTTPTypes
import Hummingbird
import Messaging

/// What every request passes first, and every answer last: it gets its id, is counted and timed, learns where it comes
/// from, and leaves with its headers, as a problem document where anything was thrown. One step instead of one for
/// each of them, since a step costs more than any of them does.
struct EdgeMiddleware: RouterMiddleware {
    typealias Context = GatewayContext

    let proxies: [AddressRange]
    let headers: SecurityHeaders
    let cors: CORSOrigins
    private let figures = RequestFigures()
    private let problems = ProblemMiddleware<GatewayContext>()

    init(_ configuration: GatewayConfiguration) {
        proxies = configuration.webhooks.proxies
        headers = SecurityHeaders(isSecure: configuration.publicURL.lowercased().hasPrefix("https:"))
        cors = CORSOrigins(origins: configuration.corsOrigins)
    }

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        guard KnownMethods.contain(request.method) else {
            return try KnownMethods.refusal.response(from: request, context: context)
        }
        let began = ContinuousClock.now
        do {
            let response = try await answer(request, context, next)
            figures.answered(request.method, context.endpointPath, response.status, after: .now - began)
            return response
        } catch {
            let status = (error as? any HTTPResponseError)?.status ?? .internalServerError
            figures.answered(request.method, context.endpointPath, status, after: .now - began)
            throw error
        }
    }

    private func answer(
        _ request: Request, _ context: GatewayContext,
        _ next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let id = RequestIdentity.take(from: request, into: &context)
        context.client = client(request, context)
        let origin = cors.origin(of: request)
        let isPreflight = origin != nil && CORSOrigins.isPreflight(request)
        var response =
            isPreflight ? Response(status: .noContent) : try await carryOut(request, context, next)
        if let origin { CORSOrigins.add(to: &response.headers, origin: origin, isPreflight: isPreflight) }
        headers.add(to: &response.headers)
        response.headers[.requestID] = id
        return response
    }

    private func carryOut(
        _ request: Request, _ context: GatewayContext,
        _ next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        do {
            // A caller's trace goes on here; without one a request has its id, and each listing begins a trace of its own.
            guard let trace = request.headers[.traceParent].flatMap(TraceParent.init(_:))?.child() else {
                return try await next(request, context)
            }
            return try await TraceParent.$current.withValue(trace) { try await next(request, context) }
        } catch {
            return try problems.response(to: error, request: request, context: context)
        }
    }

    /// The peer, or behind trusted proxies who they say.
    private func client(_ request: Request, _ context: GatewayContext) -> String? {
        guard !proxies.isEmpty else { return context.peer }
        let forwarded = request.headers[values: .forwardedFor].joined(separator: ",")
        return ClientAddress.of(peer: context.peer, forwarded: forwarded, proxies: proxies)
    }
}
