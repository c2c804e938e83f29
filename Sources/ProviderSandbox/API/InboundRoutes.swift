import Foundation
import Hummingbird

/// `POST /inbound`: a person writes, presses, blocks. `GET /inbound`: everything that people did.
struct InboundRoutes: Sendable {
    let sandbox: Sandbox

    func add(to router: Router<BasicRequestContext>) {
        router.get("inbound") { _, _ in
            Response.json(try SandboxJSON.data(["actions": sandbox.actions.all]))
        }
        router.post("inbound") { request, _ in
            do {
                return try await take(request)
            } catch let error as SandboxInputError {
                return Response.problem(error.description)
            }
        }
    }

    private func take(_ request: Request) async throws -> Response {
        let body = try await request.data()
        guard request.headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true else {
            guard let fields = RequestFields(json: body) else {
                throw SandboxInputError(description: "the body is neither a JSON object nor a form")
            }
            return .json(try SandboxJSON.data(try await sandbox.take(InboundRequest(fields))), status: .accepted)
        }
        // A form comes from the phone page; another page has no business here.
        guard Self.isOwnPage(request) else {
            return Response.problem("the form is not this sandbox's own", status: .forbidden)
        }
        let inbound = try InboundRequest(RequestFields(form: String(decoding: body, as: UTF8.self)).withoutEmpty)
        let receipt = try await sandbox.take(inbound)
        let page = PhoneView.address(channel: receipt.action.channel, recipient: receipt.action.from)
        return Response(status: .seeOther, headers: [.location: page])
    }

    /// Browsers name the page that a form is from; whoever is no browser names none.
    private static func isOwnPage(_ request: Request) -> Bool {
        guard let origin = request.headers[.origin] else { return true }
        return origin == "http://\(request.head.authority ?? "")"
    }
}

extension Response {
    /// 400, unless told otherwise, with what is wrong.
    static func problem(_ detail: String, status: HTTPResponse.Status = .badRequest) -> Response {
        .json(
            [
                "status": .int(status.code), "title": .string(status.reasonPhrase), "detail": .string(detail),
            ], status: status)
    }
}
