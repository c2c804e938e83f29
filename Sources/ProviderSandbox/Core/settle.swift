import Foundation
import Hummingbird

extension Sandbox {
    /// Carries a verdict out: keeps the message where it was accepted, holds the answer where that is the fault.
    ///
    /// - Parameters:
    ///   - key: What the request was let in by, for providers that sign their callbacks with it.
    ///   - answer: The provider's answer to a message it took.
    ///   - refuse: The provider's answer for a verdict that refuses.
    func settle(
        _ verdict: Verdict, _ message: SandboxMessage, key: String? = nil, answer: (SandboxMessage) -> Response,
        refuse: (Verdict) -> Response
    ) async throws -> Response {
        switch verdict {
        case .accept: return answer(await accept(message, key: key))
        case .acceptAndFail(let failure):
            var failing = message
            failing.status = .failed
            failing.failure = failure
            return answer(await accept(failing, key: key))
        case .acceptAfter(let wait):
            try await Task.sleep(for: wait)
            return answer(await accept(message, key: key))
        case .acceptInSilence(let wait):
            _ = await accept(message, key: key)
            try await Task.sleep(for: wait)
            return Response(status: .gatewayTimeout)
        case .silence(let wait):
            try await Task.sleep(for: wait)
            return Response(status: .gatewayTimeout)
        case .serverError, .tooManyRequests, .recipientLimit, .refused, .mediaUnreachable, .templateUnknown:
            return refuse(verdict)
        }
    }
}

/// Identifiers in the shape of a provider's, yet none that a provider ever gave.
enum ProviderID {
    static func hex(prefix: String) -> String {
        prefix + UUID().uuidString.replacing("-", with: "").lowercased()
    }
}
