/// What befalls a request whose token and fields are right.
enum Verdict: Sendable, Equatable {
    case accept
    /// Accept, then report a failure.
    case acceptAndFail(LateFailure)
    /// Accept, but answer only after a while.
    case acceptAfter(Duration)
    /// Accept, and never answer.
    case acceptInSilence(Duration)
    /// Do not accept, and never answer.
    case silence(Duration)
    case serverError
    /// The account's limit.
    case tooManyRequests(retryAfter: Int)
    /// The reader's limit.
    case recipientLimit(retryAfter: Int)
    case refused(Faults.RecipientFault)
    case mediaUnreachable
    case templateUnknown
}

extension Verdict {
    /// Whether the message goes out, whatever its sender hears of it.
    var isAcceptance: Bool {
        switch self {
        case .accept, .acceptAndFail, .acceptAfter, .acceptInSilence: true
        default: false
        }
    }
}

extension Faults {
    /// Draws what happens to a request.
    ///
    /// - Parameter draw: From 0 up to 1, evenly.
    func verdict(channel: SandboxChannel, recipient: String, media: String?, draw: Double) -> Verdict {
        if let fault = recipients[recipient] { return .refused(fault) }
        guard self.channel == nil || self.channel == channel else { return .accept }
        if Self.share(of: recipient) < refusedRecipients { return .refused(.unknown) }
        if let media, Self.share(of: media) < refusedMedia { return .mediaUnreachable }
        var bound = 0.0
        for (name, share) in exclusiveShares {
            bound += share
            guard draw < bound else { continue }
            // Telegram reports nothing of what it took.
            if name == "failed_after_acceptance", channel == .telegram { return .accept }
            return verdict(named: name)
        }
        return .accept
    }

    private func verdict(named name: String) -> Verdict {
        switch name {
        case "too_many_requests": .tooManyRequests(retryAfter: retryAfter)
        case "server_error": .serverError
        case "timeout_before": .silence(.seconds(timeoutSeconds))
        case "timeout_after": .acceptInSilence(.seconds(timeoutSeconds))
        case "failed_after_acceptance": .acceptAndFail(lateFailures.randomElement() ?? .transient)
        default: .acceptAfter(.seconds(slowSeconds))
        }
    }

    /// A stable number from 0 up to 1 for a text (FNV-1a, 64 bits).
    static func share(of text: String) -> Double {
        let hash = text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return Double(hash >> 11) / Double(UInt64(1) << 53)
    }
}
