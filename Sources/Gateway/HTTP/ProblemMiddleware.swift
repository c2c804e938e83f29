import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import Postgres

/// Turns whatever a route throws into a problem document, so that nothing leaves in another shape and
/// no inner detail leaves at all.
struct ProblemMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return try response(to: error, request: request, context: context)
        }
    }

    func response(to error: any Error, request: Request, context: Context) throws -> Response {
        try problem(for: error, request: request, context: context).response(from: request, context: context)
    }

    private func problem(for error: any Error, request: Request, context: Context) -> Problem {
        switch error {
        case let problem as Problem:
            return problem
        case let error as PostgresError:
            return problem(for: error, context: context)
        case let error as any HTTPResponseError:
            return problem(status: error.status, message: (error as? HTTPError)?.body)
        case is HTTPParserError:
            // The headers were in order, and the body behind them is not: where the next request begins nobody knows.
            return Problem(
                slug: "malformed", title: "The request cannot be read", status: .badRequest,
                detail: "The body is not valid HTTP/1.1.", headers: [.connection: "close"])
        case is IOError, is ChannelError:
            // The client went before its request was whole: nobody reads this, and it is no fault of the service's.
            context.logger.debug("client gone", metadata: ["error": "\(type(of: error))"])
            return .malformed("The request broke off.")
        case is CancellationError:
            return .unavailable("The service is stopping.")
        default:
            context.logger.error("ERROR request failed", metadata: ["error": "\(type(of: error))"])
            return Self.inner
        }
    }

    private func problem(for error: PostgresError, context: Context) -> Problem {
        if error.isTransient || error.kind == .poolClosed || error.kind == .cancelled {
            context.logger.debug("database away", metadata: ["error": "\(error.message)"])
            return .unavailable("The database cannot be reached at the moment.")
        }
        if isSchemaMissing(error) { return .unavailable("The database is still being prepared.") }
        if error.kind == .encoding {
            return .malformed("The request holds a value that cannot be stored, for example a zero character.")
        }
        context.logger.error(
            "ERROR query failed", metadata: ["sql_state": "\(error.sqlState ?? "-")", "error": "\(error.message)"])
        return Self.inner
    }

    /// The tables are not there yet: the migration is still to run.
    private func isSchemaMissing(_ error: PostgresError) -> Bool {
        error.sqlState == "42P01" || error.sqlState == "3F000"
    }

    private func problem(status: HTTPResponse.Status, message: String?) -> Problem {
        switch status {
        case .notFound: .notFound("There is nothing at this address.")
        case .contentTooLarge:
            Problem(
                slug: "too-large", title: "The request is too large", status: status,
                detail: "The body is larger than this route accepts.")
        default:
            Problem(
                slug: "refused", title: status.reasonPhrase, status: status,
                detail: message ?? status.reasonPhrase)
        }
    }

    private static var inner: Problem {
        Problem(
            slug: "internal", title: "Something went wrong here", status: .internalServerError,
            detail: "The request could not be carried out; the log knows more by the request's id.")
    }
}
