import Foundation

/// Meta's Cloud API as Meta itself and 360dialog speak it: the same bodies, answers and profile, below other addresses
/// and with other keys.
struct CloudAPI {
    /// What `/messages` follows.
    let baseURL: String
    let authorization: (name: String, value: String)

    func request(for message: OutgoingMessage, to address: String, deliveryID: UUID) -> ProviderRequest {
        let body = MetaBody(
            message: message, address: WhatsAppAddress(address), callbackData: deliveryID.uuidString.lowercased())
        return ProviderRequest(
            method: "POST", url: "\(baseURL)/messages", headers: [JSONBody.header, authorization], body: body.bytes)
    }

    static func outcome(of response: ProviderResponse) -> ProviderOutcome {
        let answer = response.json(MetaAnswer.self)
        if response.isSuccess {
            if let id = answer?.id { return .accepted(id: id) }
            return .unclear("an answer of success without a message's id")
        }
        return .refused(answer?.refusal(response) ?? response.unknownError())
    }

    /// - Parameter refusal: what an answer other than success means.
    func businessProfile(
        _ refusal: @escaping @Sendable (ProviderResponse) -> ProviderOutcome
    ) -> BusinessProfileEndpoint {
        BusinessProfileEndpoint(
            url: "\(baseURL)/whatsapp_business_profile", authorization: authorization, refusal: refusal)
    }
}
