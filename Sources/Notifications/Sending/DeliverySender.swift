package import Contracts
package import Messaging

/// The sender's steps for one queue: decode → permit → claim → render → provider → record → copy → ack.
///
/// The row is the authority and the message a nudge. What came of a message is first written to its row, then its
/// copy is published, then it is acknowledged: a process that dies between two steps leaves what the next needs.
package struct DeliverySender: Sendable {
    let settings: SenderSettings
    let queue: WorkQueue
    let board: NumberBoard
    /// Those of every number, by its index.
    let slots: [Int: SlotDispenser]
    let shelf: TemplateShelf
    let gate: SenderGate
    let permits: RequestPermits
    let progress: ProgressLog
    let claims: Batcher<ClaimRequest, ClaimResult>
    let records: Batcher<DeliveryRecord, Bool>
    let copies: CopyPublisher
    let rules: OutcomeRules
    let notificationText: NotificationText
    let directText: DirectText
    let observer: any SenderObserver

    /// - Parameters:
    ///   - queue: the work queue whose messages this handles.
    ///   - concurrency: deliveries between their claim and the provider's answer at most.
    ///   - progress: hears of every group of deliveries that came.
    package init(
        queue: WorkQueue, settings: SenderSettings, concurrency: Int, board: NumberBoard, slots: [Int: SlotDispenser],
        shelf: TemplateShelf, gate: SenderGate, store: any DeliveryStore, publisher: any Publisher,
        progress: ProgressLog, observer: any SenderObserver
    ) {
        self.queue = queue
        self.settings = settings
        self.board = board
        self.slots = slots
        permits = RequestPermits(concurrency)
        self.shelf = shelf
        self.gate = gate
        self.progress = progress
        self.observer = observer
        copies = CopyPublisher(publisher: publisher, queue: queue)
        rules = OutcomeRules(
            retry: settings.retry, inDoubt: settings.claims.inDoubt, configurationWait: settings.configurationWait)
        notificationText = NotificationText(accountURL: settings.accountURL)
        directText = DirectText(appName: settings.appName)
        claims = .claims(in: store, settings: settings, queue: queue, progress: progress, board: board)
        records = .records(in: store, settings: settings)
    }

    /// Deals with one message; what it returns is all that is left to do.
    package func handle(_ delivery: Delivery) async -> Disposition {
        progress.begin(queue)
        defer { progress.end(queue) }
        let content: MessageContent
        do throws(ContractError) {
            content = try MessageContent(delivery.message)
        } catch {
            return await bury(delivery, Burial(reason: error.reason, detail: error.description))
        }
        guard content.channel == settings.channel else {
            return await bury(
                delivery, Burial(reason: DeathReason.wrongChannel, detail: "is for \(content.channel.rawValue)"))
        }
        do throws(DeliveryStoreError) {
            return try await handle(delivery, content)
        } catch {
            return giveBack(after: error)
        }
    }

    /// The store failed: nothing can be done until it is back.
    func giveBack(after error: DeliveryStoreError) -> Disposition {
        observer.senderDid(.storeFailed("\(error)"))
        gate.pause(.database("\(error)"))
        return .giveBack
    }

    /// Writes an outcome, for as long as it takes: forgetting it would send the message twice.
    /// - Returns: whether the row took it; nil when the process was told to stop before it was written.
    func record(_ record: DeliveryRecord) async -> Bool? {
        var pause = Duration.milliseconds(100)
        while true {
            do throws(DeliveryStoreError) {
                return try await records.submit(record)
            } catch {
                observer.senderDid(.storeFailed("\(error)"))
                gate.pause(.database("\(error)"))
            }
            do { try await Task.sleep(for: pause) } catch { return nil }
            pause = min(pause * 2, .seconds(5))
        }
    }
}
