/// The business numbers of a workspace.
struct BirdNumbers: Decodable {
    struct Number: Decodable {
        let phoneNumber: String?
        let quotas: [ProviderQuota]

        private enum Key: String, CodingKey {
            case phoneNumber = "phone_number"
            case quality = "quality_rating"
            case limit = "messaging_limit"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            phoneNumber = try? container.decode(String.self, forKey: .phoneNumber)
            let people =
                (try? container.decode(Double.self, forKey: .limit))
                ?? (try? container.decode(String.self, forKey: .limit)).flatMap(MessagingTier.people)
            let quality = (try? container.decode(String.self, forKey: .quality)).flatMap(QualityRating.figure)
            quotas = [
                people.map { ProviderQuota(.messagingLimit, $0) }, quality.map { ProviderQuota(.quality, $0) },
            ].compactMap(\.self)
        }
    }

    let data: [Number]
}
