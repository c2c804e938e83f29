/// What Bird's channels API and its API of 2026 answer: a message, or an error in an envelope or bare.
struct BirdAnswer: Decodable {
    /// An error as either API words it. Every field counts only where it has the expected type.
    struct Failure: Decodable {
        /// From the most exact to the coarsest: code, name, type.
        let words: [String]
        /// Meta's code, where it is passed on.
        let metaCode: Int?
        let detail: String

        private enum Key: String, CodingKey {
            case code, name, type, message, description, param
            case vendorCode = "vendor_code"
            case metaCode = "meta_error_code"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            func text(_ key: Key) -> String? {
                (try? container.decode(String.self, forKey: key))
                    ?? (try? container.decode(Int.self, forKey: key)).map(String.init)
            }
            words = [text(.code), text(.name), text(.type)].compactMap(\.self)
            metaCode = [text(.metaCode), text(.vendorCode)].lazy.compactMap { $0.flatMap(Int.init) }.first
            detail = [text(.message) ?? text(.description), text(.param)].compactMap(\.self).joined(separator: ": ")
        }
    }

    let id: String?
    private let failure: Failure?

    private enum Key: String, CodingKey {
        case id, error
        case lastError = "last_error"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        id = try? container.decode(String.self, forKey: .id)
        let wrapped =
            (try? container.decode(Failure.self, forKey: .error))
            ?? (try? container.decode(Failure.self, forKey: .lastError))
        let bare = id == nil ? try? Failure(from: decoder) : nil
        failure = wrapped ?? bare
    }

    /// Nil where the answer names no error.
    func refusal(_ response: ProviderResponse) -> ProviderError? {
        guard let failure, let first = failure.words.first else { return nil }
        return BirdErrors.error(failure, response) ?? response.unknownError(code: first, detail: failure.detail)
    }
}

extension BirdErrors {
    /// By Meta's code, else by Bird's: a number's group, or a word; nil for what nobody documents.
    static func error(_ failure: BirdAnswer.Failure, _ response: ProviderResponse) -> ProviderError? {
        if let code = failure.metaCode, let known = MetaErrors.error(code: code, detail: failure.detail) {
            return known
        }
        for word in failure.words {
            if let code = Int(word), let known = channels(code: code, detail: failure.detail) { return known }
            guard let errorClass = words[word] else { continue }
            return ProviderError(
                errorClass, code: failure.words.first ?? word, detail: failure.detail,
                retryAfter: response.retryAfter,
                isAboutPicture: errorClass == .content && namesPicture(failure.detail))
        }
        return nil
    }
}
