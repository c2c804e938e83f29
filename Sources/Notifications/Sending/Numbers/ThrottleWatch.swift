/// Tells a provider's "too fast" that is meant for the number from one that is meant for a single person: when three
/// different people in a row meet it, with nothing taken in between, it is the number's.
struct ThrottleWatch: Sendable, Equatable {
    /// People in a row that make it the number's.
    static let people = 3
    /// The longest that a number is held for it; what is told to wait longer waits by itself.
    static let longest = Duration.seconds(30)
    /// Codes that are always about one person: Meta's pair limit.
    static let personal: Set<String> = ["131056"]

    private var lately: [Int64] = []

    /// - Returns: how long the number sends nothing; nil when it goes on.
    mutating func throttled(_ error: ProviderError, for userID: Int64) -> Duration? {
        guard !Self.personal.contains(error.code), !lately.contains(userID) else { return nil }
        lately.append(userID)
        guard lately.count >= Self.people else { return nil }
        lately.removeAll()
        return min(max(error.retryAfter ?? .seconds(1), .milliseconds(100)), Self.longest)
    }

    mutating func passed() { lately.removeAll() }
}
