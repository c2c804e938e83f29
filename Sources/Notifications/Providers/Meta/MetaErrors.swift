/// Error codes of Meta's Cloud API, which providers built on it pass on.
enum MetaErrors {
    private static let table = ErrorTable(
        [
            .recipient: [131026, 131021],
            .optOut: [131050],
            .windowClosed: [131047],
            .throttled: [4, 80007, 130429, 131048, 131056, 133016, 613],
            .policy: [131049, 130472, 131064],
            .transient: [1, 2, 131000, 131016, 131057, 133004, 135000],
            .configuration: [
                0, 3, 10, 33, 190, 368, 131005, 131030, 131031, 131037, 131042, 131045, 130497, 131063, 133010,
            ] + Array(200...299),
            .content: [100, 131008, 131009, 131051, 131052, 131053, 131062, 137000, 132018],
            .template: [132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132068, 132069],
        ],
        families: [(80_000...80_099, .throttled), (132_000...132_999, .template), (133_000...133_999, .configuration)])

    /// Nil for a code that is neither documented nor of a family that is.
    static func error(code: Int, detail: String) -> ProviderError? {
        if let known = table[code] {
            return ProviderError(
                known, code: String(code), detail: detail, isAboutPicture: isAboutPicture(code, detail))
        }
        return table.family(of: code).map {
            ProviderError($0, code: String(code), detail: detail, isDocumented: false)
        }
    }

    /// 131052 and 131053 are about media alone; a wrong parameter is when its words name the picture.
    private static func isAboutPicture(_ code: Int, _ detail: String) -> Bool {
        switch code {
        case 131052, 131053: return true
        case 100, 131008, 131009:
            let words = detail.lowercased()
            return ["media", "image", "header"].contains { words.contains($0) }
        default: return false
        }
    }
}
