import Contracts
import Foundation
import Messaging
import NIOConcurrencyHelpers
import TestSupport

@testable import Notifications

/// A sender on a memory store, a scripted provider and a publisher that remembers.
struct SenderBench: Sendable {
    let world = MemoryDeliveryWorld()
    let provider = ScriptedTransport()
    let publisher = RememberingPublisher()
    let gate = SenderGate()
    let events = TestSignal<SenderEvent>("an event")
    let sender: DeliverySender
    let board: NumberBoard
    let progress = ProgressLog()

    init(
        channel: Channel = .telegram, hasReceipts: Bool = false, direct: Bool = false,
        providers: [any MessagingProvider]? = nil, templates: [String: TemplateName] = [:],
        codeTemplates: [String: TemplateName] = [:],
        _ change: (inout SenderSettings) -> Void = { _ in }
    ) {
        var settings = SenderSettings(
            // However long a busy machine takes for the steps of a test, its claim holds.
            channel: channel, claims: ClaimPolicy(owner: "one", lease: .seconds(3_600), maximumAttempts: 3),
            retry: RetryPolicy(maximumAttempts: 3), batchLinger: .zero)
        change(&settings)
        let kind: any MessagingProvider =
            channel == .telegram
            ? TelegramProvider { "test-token" }
            : MetaProvider(url: "https://graph.facebook.com/v26.0", numberID: "1", hasReceipts: hasReceipts) {
                "test-token"
            }
        let numbers = (providers ?? [kind]).enumerated().map { [provider] index, kind in
            SendingNumber(
                index: index + 1, provider: kind, templates: templates, codeTemplates: codeTemplates,
                transport: provider,
                requestTimeout: .seconds(30))
        }
        settings.claims.numbers = settings.claimNumbers(numbers)
        board = NumberBoard(
            numbers, routing: settings.routing, breaker: settings.breaker, restAfterRefusal: .seconds(5)
        ) { [events] number, change in events.send(.number(number.name, change)) }
        for number in numbers { board.resume(number.index) }
        let slots = numbers.map { [world] number in
            (number.index, SlotDispenser(key: "test \(number.index)", rate: settings.rate, store: world))
        }
        sender = DeliverySender(
            queue: direct ? .direct(channel) : .notifications(channel), settings: settings,
            concurrency: settings.concurrency, board: board,
            slots: Dictionary(uniqueKeysWithValues: slots), shelf: TemplateShelf(), gate: gate, store: world,
            publisher: publisher, progress: progress, observer: SignallingObserver(events: events))
        gate.open()
    }

    /// A message as the queue would deliver it.
    static func delivery(
        _ seeded: SeededDelivery, attempt: Int = 1, redelivered: Bool = false, pictures: [String] = []
    ) throws -> Delivery {
        let message: any Contract
        if let listing = seeded.listingID {
            var event = Sample.event([Sample.listing(listing) { $0.images = pictures }], channel: seeded.channel)
            event.id = seeded.id
            event.userID = seeded.userID
            message = event
        } else {
            message = DirectMessage(
                id: seeded.id, occurredAt: Date(), userID: seeded.userID, channel: seeded.channel,
                expiresAt: Date() + 600)
        }
        return delivery(
            id: seeded.id.text, type: message.messageType.rawValue, body: try ContractEncoder.encode(message),
            attempt: attempt, redelivered: redelivered)
    }

    static func delivery(
        id: String, type: String, body: [UInt8], attempt: Int = 1, redelivered: Bool = false
    ) -> Delivery {
        var message = Message(messageID: id, type: type, timestamp: Date(), appID: "matcher", body: body)
        message.attempt = attempt
        return Delivery(
            message: message, queue: "telegram.notifications", exchange: "notifications", routingKey: "telegram",
            redelivered: redelivered, receipt: Receipt(generation: 1, tag: 1))
    }
}

/// Answers what the test has laid down, in order; then accepts everything.
final class ScriptedTransport: ProviderTransport {
    enum Step: Sendable {
        case answer(Int, String)
        case fail(TransportError)
    }

    private let script = NIOLockedValueBox<[Step]>([])
    private let seen = NIOLockedValueBox<[ProviderRequest]>([])
    private let hook = NIOLockedValueBox<(@Sendable () -> Void)?>(nil)

    var requests: [ProviderRequest] { seen.withLockedValue { $0 } }

    /// Has this done while a request is on its way.
    func onRequest(_ body: @escaping @Sendable () -> Void) {
        hook.withLockedValue { $0 = body }
    }

    func next(_ steps: Step...) {
        script.withLockedValue { $0 += steps }
    }

    func send(_ request: ProviderRequest) async throws(TransportError) -> ProviderResponse {
        let count = seen.withLockedValue { seen in
            seen.append(request)
            return seen.count
        }
        hook.withLockedValue { $0 }?()
        let step = script.withLockedValue { $0.isEmpty ? nil : $0.removeFirst() }
        switch step {
        case .fail(let error): throw error
        case .answer(let status, let body): return ProviderResponse(status: status, body: Array(body.utf8))
        case nil:
            let body = #"{"ok":true,"result":{"message_id":\#(count)},"messages":[{"id":"wamid.\#(count)"}]}"#
            return ProviderResponse(status: 200, body: Array(body.utf8))
        }
    }
}

/// Confirms everything and remembers it, or refuses.
actor RememberingPublisher: Publisher {
    private(set) var published: [Publication] = []
    private var refusal: PublishError?

    func refuse(with error: PublishError?) { refusal = error }

    func publish(
        _ message: Message, exchange: String, routingKey: String, mandatory: Bool
    ) async throws(PublishError) {
        if let refusal { throw refusal }
        published.append(Publication(message, exchange: exchange, routingKey: routingKey, mandatory: mandatory))
    }
}

struct SignallingObserver: SenderObserver {
    let events: TestSignal<SenderEvent>

    func senderDid(_ event: SenderEvent) { events.send(event) }
}
