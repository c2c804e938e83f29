import HTTPTypes
import Hummingbird

/// Shows people a page where the API would answer a problem document; status and headers stay.
struct PageProblemMiddleware: RouterMiddleware {
    typealias Context = GatewayContext

    let pages: AccountPages

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        let answer = try await ProblemMiddleware<GatewayContext>().handle(request, context: context, next: next)
        guard answer.headers[.contentType] == "application/problem+json" else { return answer }
        let asked = request.uri.queryParameters["lang"].flatMap { Language(rawValue: String($0)) }
        let language = asked ?? Language(accepting: request.headers[.acceptLanguage])
        var values = pages.common(language)
        values["title"] = pages.words(Self.title(answer.status), language)
        values["detail"] = pages.words(Self.title(answer.status) + "_detail", language)
        var page = try pages.html("problem", values, status: answer.status)
        for field in answer.headers where page.headers[field.name] == nil && field.name != .contentLength {
            page.headers.append(field)
        }
        return page
    }

    private static func title(_ status: HTTPResponse.Status) -> String {
        switch status {
        case .forbidden: "problem_form"
        case .notFound: "problem_missing"
        case .tooManyRequests: "problem_often"
        case .serviceUnavailable: "problem_away"
        default: "problem_other"
        }
    }
}
