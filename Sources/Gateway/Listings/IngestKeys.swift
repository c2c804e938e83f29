import ServiceKit

/// The keys by which scrapers may send listings: `INGEST_API_KEYS=name:key,name:key`, several valid at once so that
/// one can be replaced without a pause. The name goes to the log, the key nowhere.
struct IngestKeys: Sendable {
    static let variable = "INGEST_API_KEYS"
    static let minimumLength = 16

    private let secret: Secret?

    /// - Throws: `SettingError` when a pair has no name or its key is too short.
    init(_ settings: Settings) throws {
        secret = try settings.secret(Self.variable)
        for pair in pairs() where pair.name.isEmpty || pair.key.utf8.count < Self.minimumLength {
            throw SettingError(
                variable: Self.variable,
                fault: "must be name:key pairs with keys of at least \(Self.minimumLength) characters",
                example: "idealista-scraper:0a1b2c3d4e5f60718293")
        }
    }

    var isEmpty: Bool { pairs().isEmpty }

    /// The name of a key; nil when nobody has it. Every key is compared, each in constant time.
    func name(of key: String) -> String? {
        pairs().reduce(nil as String?) { found, pair in
            ConstantTime.equal(pair.key, key) ? pair.name : found
        }
    }

    private func pairs() -> [(name: String, key: String)] {
        (secret?.reveal() ?? "").split(whereSeparator: { $0 == "," || $0.isNewline }).compactMap { pair in
            let parts = pair.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts[0].filter { !$0.isWhitespace }
            let key = parts.count > 1 ? parts[1].filter { !$0.isWhitespace } : ""
            return name.isEmpty && key.isEmpty ? nil : (name, key)
        }
    }
}
