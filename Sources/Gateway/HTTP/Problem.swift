import Foundation
import HTTPTypes
import Hummingbird
import Listings

/// What every refused request is answered with: a problem document as RFC 9457 has it,
/// with `errors[]` naming the fields at fault.
struct Problem: HTTPResponseError {
    /// The last part of the problem's type, `urn:campanello:problem:<slug>`; `docs/api.md` lists them.
    let slug: String
    let title: String
    let status: HTTPResponse.Status
    let detail: String
    var errors: [FieldError] = []
    var headers: HTTPFields = [:]

    struct Document: Encodable {
        let type: String
        let title: String
        let status: Int
        let detail: String
        let errors: [FieldError]?
    }

    /// The body.
    var document: Document {
        Document(
            type: "urn:campanello:problem:\(slug)", title: title, status: status.code, detail: detail,
            errors: errors.isEmpty ? nil : errors)
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        var fields = headers
        fields[.contentType] = "application/problem+json"
        return Response(status: status, headers: fields, body: .init(byteBuffer: try JSONAnswer.encode(document)))
    }
}
