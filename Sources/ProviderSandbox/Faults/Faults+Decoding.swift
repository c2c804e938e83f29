import Foundation

/// A fault's description that cannot be taken: names the field and what would be right.
struct SandboxInputError: Error, CustomStringConvertible {
    let description: String
}

extension Faults {
    init(from decoder: any Decoder) throws {
        self.init()
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func set<T: Decodable>(_ path: WritableKeyPath<Faults, T>, _ key: CodingKeys) throws {
            if let value = try values.decodeIfPresent(T.self, forKey: key) { self[keyPath: path] = value }
        }
        channel = try values.decodeIfPresent(SandboxChannel.self, forKey: .channel)
        try set(\.tooManyRequests, .tooManyRequests)
        try set(\.retryAfter, .retryAfter)
        try set(\.serverError, .serverError)
        try set(\.timeoutBefore, .timeoutBefore)
        try set(\.timeoutAfter, .timeoutAfter)
        try set(\.timeoutSeconds, .timeoutSeconds)
        try set(\.slow, .slow)
        try set(\.slowSeconds, .slowSeconds)
        try set(\.refusedRecipients, .refusedRecipients)
        try set(\.failedAfterAcceptance, .failedAfterAcceptance)
        try set(\.lateFailures, .lateFailures)
        try set(\.callbackDelaySeconds, .callbackDelaySeconds)
        try set(\.duplicatedCallbacks, .duplicatedCallbacks)
        try set(\.disorderedCallbacks, .disorderedCallbacks)
        try set(\.lostCallbacks, .lostCallbacks)
        try set(\.refusedMedia, .refusedMedia)
        try set(\.badToken, .badToken)
        try set(\.refusedTokens, .refusedTokens)
        try set(\.unknownTemplates, .unknownTemplates)
        try set(\.recipients, .recipients)
        window = try values.decodeIfPresent(ServiceWindows.Rule.self, forKey: .window)
    }

    /// Reads the body of `POST /faults`; what it does not name is as without faults.
    ///
    /// - Throws: ``SandboxInputError`` naming an unknown field, a wrong type, a share outside 0…1 or shares above 1 together.
    static func parse(_ body: Data) throws -> Faults {
        guard let object = try? JSONSerialization.jsonObject(with: body) as? [String: Any] else {
            throw SandboxInputError(description: "the body is not a JSON object")
        }
        let known = CodingKeys.allCases.map(\.rawValue)
        if let unknown = object.keys.sorted().first(where: { !known.contains($0) }) {
            throw SandboxInputError(
                description: "\(unknown): unknown field; known are \(known.sorted().joined(separator: ", "))")
        }
        let faults = try decode(body)
        try faults.check()
        return faults
    }

    private static func decode(_ body: Data) throws -> Faults {
        do {
            return try JSONDecoder().decode(Faults.self, from: body)
        } catch let error as DecodingError {
            switch error {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context),
                .keyNotFound(_, let context):
                let path = context.codingPath.map(\.stringValue).joined(separator: ".")
                throw SandboxInputError(description: "\(path): \(context.debugDescription)")
            @unknown default: throw SandboxInputError(description: "the body cannot be read")
            }
        }
    }

    private func check() throws {
        for (name, share) in exclusiveShares + independentShares where !(0...1).contains(share) {
            throw SandboxInputError(description: "\(name): a share lies between 0 and 1")
        }
        guard exclusiveShares.map(\.1).reduce(0, +) <= 1.000001 else {
            let names = exclusiveShares.map(\.0).joined(separator: ", ")
            throw SandboxInputError(description: "\(names): together they exceed 1")
        }
        guard !lateFailures.isEmpty else {
            let known = LateFailure.allCases.map(\.rawValue).joined(separator: ", ")
            throw SandboxInputError(description: "late_failures: at least one of \(known)")
        }
        let times = [
            ("timeout_seconds", timeoutSeconds), ("slow_seconds", slowSeconds),
            ("callback_delay_seconds", callbackDelaySeconds),
        ]
        for (name, seconds) in times where !(0...3600).contains(seconds) {
            throw SandboxInputError(description: "\(name): from 0 to 3600 seconds")
        }
        guard (0...3600).contains(retryAfter) else {
            throw SandboxInputError(description: "retry_after: from 0 to 3600 seconds")
        }
    }
}
