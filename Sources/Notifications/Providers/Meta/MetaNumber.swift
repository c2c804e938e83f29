/// What Meta says of a phone number.
struct MetaNumber: Decodable {
    private let messagingLimit: String?
    private let quality: String?

    private enum CodingKeys: String, CodingKey {
        case messagingLimit = "whatsapp_business_manager_messaging_limit"
        case quality = "quality_rating"
    }

    var quotas: [ProviderQuota] {
        [
            messagingLimit.flatMap(MessagingTier.people).map { ProviderQuota(.messagingLimit, $0) },
            quality.flatMap(QualityRating.figure).map { ProviderQuota(.quality, $0) },
        ].compactMap(\.self)
    }
}

/// `TIER_250`, `TIER_2K`, `TIER_100K`, `TIER_UNLIMITED`: how many people a day outside the window.
enum MessagingTier {
    static func people(_ tier: String) -> Double? {
        let name = tier.uppercased().replacing("TIER_", with: "")
        if name == "UNLIMITED" { return .infinity }
        if name.hasSuffix("K") { return Double(name.dropLast()).map { $0 * 1_000 } }
        return Double(name)
    }
}

enum QualityRating {
    /// 3 good, 2 fair, 1 poor, 0 not rated; nil for another word.
    static func figure(_ rating: String) -> Double? {
        switch rating.uppercased() {
        case "GREEN", "HIGH": 3
        case "YELLOW", "MEDIUM": 2
        case "RED", "LOW": 1
        case "UNKNOWN", "NA": 0
        default: nil
        }
    }
}
