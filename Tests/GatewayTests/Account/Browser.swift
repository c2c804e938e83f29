import Foundation
import HTTPTypes

@testable import Gateway

/// Speaks to the pages as a browser does: keeps cookies, sends the form's token and says where a form comes from.
actor Browser {
    static let email = "anna@example.com"

    let api: TestAPI
    let language: String
    private(set) var cookies: [String: String] = [:]
    /// The `Set-Cookie` fields of the last answer.
    private(set) var lastSet: [String] = []
    private(set) var token = ""

    init(_ api: TestAPI, language: String = "en") {
        (self.api, self.language) = (api, language)
    }

    func get(_ path: String) async throws -> TestAPI.Answer {
        keep(try await api.send(.get, path, headers: fields([:])))
    }

    /// Sends a form. `origin` nil: as a client that is no browser.
    func post(
        _ path: String, _ form: [(String, String)] = [], token: String? = nil, origin: String? = "http://127.0.0.1:8000"
    ) async throws -> TestAPI.Answer {
        let all = form + [("form_token", token ?? self.token)]
        let body = all.map { "\($0)=\(Self.encoded($1))" }.joined(separator: "&")
        var headers: HTTPFields = [:]
        headers[.origin] = origin
        return keep(
            try await api.send(
                .post, path, body, type: "application/x-www-form-urlencoded", headers: fields(headers)))
    }

    /// A new account, signed in.
    func signUp(_ email: String = Browser.email) async throws {
        _ = try await get("/")
        let answer = try await post(
            "/account/sign-up", [("first_name", "Anna"), ("email", email), ("password", TestAPI.password)])
        guard answer.status == 303 else { throw UnexpectedAnswer(text: answer.text) }
        _ = try await get("/")
    }

    func drop(_ cookie: String) { cookies[cookie] = nil }

    private func fields(_ given: HTTPFields) -> HTTPFields {
        var headers = given
        headers[.acceptLanguage] = language
        if !cookies.isEmpty { headers[.cookie] = cookies.map { "\($0)=\($1)" }.joined(separator: "; ") }
        return headers
    }

    private func keep(_ answer: TestAPI.Answer) -> TestAPI.Answer {
        guard let name = HTTPField.Name("Set-Cookie") else { return answer }
        lastSet = answer.headers[values: name]
        for cookie in lastSet {
            let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
            cookies[pair[0]] = pair.count > 1 ? pair[1] : nil
        }
        if let found = answer.text.firstRange(of: "name=\"form_token\" value=\"") {
            token = String(answer.text[found.upperBound...].prefix { $0 != "\"" })
        }
        return answer
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}
