import HTTPTypes
import Hummingbird
import Listings

/// The problems of this API, each in one place so that one fault is always answered the same way.
extension Problem {
    /// 400: the request cannot be read at all.
    static func malformed(_ detail: String) -> Problem {
        Problem(slug: "malformed", title: "The request cannot be read", status: .badRequest, detail: detail)
    }

    /// 400: the request can be read, but what it asks for cannot be done.
    static func refused(_ detail: String, field: String? = nil) -> Problem {
        let errors = field.map { [FieldError($0, detail)] } ?? []
        return Problem(
            slug: "refused", title: "The request cannot be carried out", status: .badRequest, detail: detail,
            errors: errors)
    }

    /// 422: fields whose values are not acceptable.
    static func invalid(_ errors: [FieldError]) -> Problem {
        let names = errors.map(\.field).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return Problem(
            slug: "invalid-fields", title: "Fields are not valid", status: .unprocessableContent,
            detail: "Not valid: \(names.joined(separator: ", ")).", errors: errors)
    }

    /// 422 for a single field.
    static func invalid(_ field: String, _ detail: String) -> Problem {
        .invalid([FieldError(field, detail)])
    }

    static func unauthorized(_ detail: String) -> Problem {
        Problem(
            slug: "unauthorized", title: "Not signed in", status: .unauthorized, detail: detail,
            headers: [.wwwAuthenticate: "Bearer"])
    }

    static func forbidden(_ detail: String, slug: String = "forbidden") -> Problem {
        Problem(slug: slug, title: "Not allowed", status: .forbidden, detail: detail)
    }

    /// 404, also for what belongs to somebody else: whether it exists is nobody's business.
    static func notFound(_ what: String) -> Problem {
        Problem(slug: "not-found", title: "Not found", status: .notFound, detail: what)
    }

    static func conflict(_ detail: String, field: String) -> Problem {
        Problem(
            slug: "conflict", title: "Already taken", status: .conflict, detail: detail,
            errors: [FieldError(field, detail)])
    }

    static func tooLarge(limit: Int) -> Problem {
        Problem(
            slug: "too-large", title: "The request is too large", status: .contentTooLarge,
            detail: "The body may have at most \(limit) bytes.")
    }

    static func unsupportedMediaType(_ accepted: String) -> Problem {
        Problem(
            slug: "unsupported-media-type", title: "The content type is not supported",
            status: .unsupportedMediaType, detail: "Send the body as \(accepted).")
    }

    /// 415 with the content codings that would have been taken, as RFC 9110 wants it.
    static func unsupportedCoding(taken: String) -> Problem {
        Problem(
            slug: "unsupported-media-type", title: "The content coding is not supported",
            status: .unsupportedMediaType, detail: "The Content-Encoding of a body may be \(taken).",
            headers: [.acceptEncoding: taken])
    }

    /// 503: something this service needs is away for the moment; the request may be repeated.
    static func unavailable(_ detail: String, retryAfter seconds: Int = 5) -> Problem {
        Problem(
            slug: "unavailable", title: "Not available at the moment", status: .serviceUnavailable, detail: detail,
            headers: [.retryAfter: String(seconds)])
    }
}
