extension ProviderKind {
    /// What a provider reports after it had accepted a message, classified by the table that its answers are.
    /// - Parameters:
    ///   - code: as the report has it: Meta's and Twilio's numbers, Bird's words.
    ///   - detail: the report's words, cleaned here.
    package func reportedError(code: String, detail: String) -> ProviderError {
        known(code, detail) ?? ProviderError(.unknown, code: code, detail: detail, isDocumented: false)
    }

    private func known(_ code: String, _ detail: String) -> ProviderError? {
        let number = Int(code)
        switch self {
        case .twilio: return number.flatMap { TwilioErrors.error(code: $0, detail: detail) }
        case .meta, .dialog360, .chatAPI: return number.flatMap { MetaErrors.error(code: $0, detail: detail) }
        case .messageBird: return number.flatMap { BirdErrors.messageBird(code: $0, detail: detail) }
        case .birdChannels, .bird:
            if let number {
                return BirdErrors.channels(code: number, detail: detail)
                    ?? MetaErrors.error(code: number, detail: detail)
            }
            return BirdErrors.words[code].map { ProviderError($0, code: code, detail: detail) }
        case .telegram: return nil
        }
    }
}
