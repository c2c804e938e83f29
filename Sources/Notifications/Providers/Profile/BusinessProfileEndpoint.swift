import Contracts

/// Where a number's business profile is read and changed, in the Cloud API's shape.
package struct BusinessProfileEndpoint: Sendable {
    let url: String
    let authorization: (name: String, value: String)
    /// What an answer of failure means.
    let refusal: @Sendable (ProviderResponse) -> ProviderOutcome

    package func readRequest() -> ProviderRequest {
        let fields = BusinessProfile.CodingKeys.allCases.map(\.rawValue).joined(separator: ",")
        return ProviderRequest(method: "GET", url: "\(url)?fields=\(fields)", headers: [authorization])
    }

    /// Sets what `changes` holds, and leaves the rest.
    package func changeRequest(_ changes: BusinessProfile) -> ProviderRequest {
        let body = JSONBody.object { body in
            body.field("messaging_product", "whatsapp")
            let texts = [
                ("about", changes.about), ("address", changes.address), ("description", changes.description),
                ("email", changes.email), ("vertical", changes.vertical),
            ]
            for case (let name, let text?) in texts { body.field(name, text) }
            if let websites = changes.websites {
                body.field("websites") { $0.array(websites) { $0.string($1) } }
            }
        }
        return ProviderRequest(method: "POST", url: url, headers: [JSONBody.header, authorization], body: body)
    }

    /// The profile in the answer to `readRequest`.
    package func profile(in response: ProviderResponse) throws(ProviderError) -> BusinessProfile {
        try check(response)
        guard let answer = response.json(Answer.self) else {
            throw ProviderError(.unknown, code: "http-\(response.status)", detail: "the answer holds no profile")
        }
        return answer.data?.first ?? BusinessProfile()
    }

    /// - Throws: what the provider refused the change for.
    package func check(_ response: ProviderResponse) throws(ProviderError) {
        guard !response.isSuccess else { return }
        if case .refused(let error) = refusal(response) { throw error }
        throw response.unknownError()
    }

    private struct Answer: Decodable {
        let data: [BusinessProfile]?
    }
}
