import HTTPTypes
import Hummingbird
import Logging
import Notifications

extension WebhooksController {
    /// The number whose callbacks come to this address.
    func number(_ context: GatewayContext) throws(Problem) -> WebhookNumber {
        let place = context.parameters.get("number").map { Int($0) } ?? 1
        guard let place, let number = settings.numbers[place] else {
            throw .notFound("There is no number behind this address.")
        }
        return number
    }

    /// Which of our numbers an event concerns. Meta sends those of all numbers of an app to one address: others than
    /// ours are nobody's business.
    func place(of event: KeyedEvent, _ number: WebhookNumber) -> Int? {
        guard let receiver = event.receiver.map(Self.bare) else { return number.number }
        let named = settings.numbers.values.first { other in
            other.provider == number.provider && other.name.map(Self.bare) == receiver
        }
        if let named { return named.number }
        return number.provider == .meta && !number.isSandbox ? nil : number.number
    }

    private static func bare(_ name: String) -> String {
        name.replacing("whatsapp:", with: "").replacing("+", with: "")
    }

    func checkAddress(_ request: Request, _ context: GatewayContext, _ provider: ProviderKind) throws(Problem) {
        guard let allowed = settings.allowed else { return }
        let forwarded = HTTPField.Name("x-forwarded-for").flatMap { request.headers[$0] }
        let address = ClientAddress.of(peer: context.peer, forwarded: forwarded, proxies: settings.proxies)
        guard let address, allowed.contains(where: { $0.contains(address) }) else {
            throw refuse(.address, provider, context, missing: nil)
        }
    }

    /// 403, counted; a secret that is missing is said once.
    func refuse(
        _ refusal: WebhookRefusal, _ provider: ProviderKind, _ context: GatewayContext, missing: String?
    ) -> Problem {
        callbacks.metrics.refused(provider, refusal.rawValue)
        if refusal == .unconfigured, let missing, complaints.isFirst(missing) {
            context.logger.error(
                "ERROR callbacks are refused: nothing is set to check them with",
                metadata: ["provider": "\(provider.rawValue)", "setting": "\(missing)"])
        } else {
            context.logger.info(
                "a callback is refused",
                metadata: ["provider": "\(provider.rawValue)", "reason": "\(refusal.rawValue)"])
        }
        return .forbidden("This callback is not signed as it has to be.", slug: "not-signed")
    }

    /// Which setting a provider's callbacks are checked with.
    func neededVariable(_ number: WebhookNumber) -> String {
        variable(number, number.provider == .chatAPI ? "WEBHOOK_VERIFY_TOKEN" : "APP_SECRET")
    }

    func variable(_ number: WebhookNumber, _ name: String) -> String {
        number.number == 1 ? "WHATSAPP_\(name)" : "WHATSAPP_\(number.number)_\(name)"
    }
}
