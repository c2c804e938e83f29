import Foundation
import Hummingbird

extension Sandbox {
    /// Carries a verdict out: keeps the message where it was accepted, holds the answer where that is the fault.
    ///
    /// - Parameters:
    ///   - answer: The provider's answer to a message it took.
    ///   - refuse: The provider's answer for a verdict that refuses.
    func settle(
        _ verdict: Verdict, _ message: SandboxMessage, answer: (SandboxMessage) -> Response,
        refuse: (Verdict) -> Response
    ) async throws -> Response {
        switch verdict {
        case .accept: return answer(messages.append(message))
        case .acceptAndFail:
            var failing = message
            failing.status = .failed
            return answer(messages.append(failing))
        case .acceptAfter(let wait):
            try await Task.sleep(for: wait)
            return answer(messages.append(message))
        case .acceptInSilence(let wait):
            messages.append(message)
            try await Task.sleep(for: wait)
            return Response(status: .gatewayTimeout)
        case .silence(let wait):
            try await Task.sleep(for: wait)
            return Response(status: .gatewayTimeout)
        case .serverError, .tooManyRequests, .recipientLimit, .refused, .mediaUnreachable: return refuse(verdict)
        }
    }
}

/// Identifiers in the shape of a provider's, yet none that a provider ever gave.
enum ProviderID {
    static func hex(prefix: String) -> String {
        prefix + UUID().uuidString.replacing("-", with: "").lowercased()
    }
}
