/// What the Conversations API answers: a message, or a list of errors of which the first counts.
struct MessageBirdAnswer: Decodable {
    private struct Failure: Decodable {
        let code: Int?
        let description: String?
        let message: String?
        let parameter: String?
    }

    let id: String?
    private let errors: [Failure]?
    /// In an answer of success: the message was refused at once.
    private let error: Failure?

    /// Nil where the answer is no refusal.
    func refusal(_ response: ProviderResponse) -> ProviderError? {
        guard let failure = errors?.first ?? error, let code = failure.code else { return nil }
        let words = [failure.description ?? failure.message, failure.parameter].compactMap(\.self)
        let detail = words.joined(separator: ": ")
        guard var known = BirdErrors.messageBird(code: code, detail: detail) else {
            return response.unknownError(code: String(code), detail: detail)
        }
        known.retryAfter = response.retryAfter
        return known
    }
}
