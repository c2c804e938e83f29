package import Contracts
package import Messaging

/// The sender's steps for one queue: decode → permit → claim → render → provider → record → copy → ack.
///
/// The row is the authority and the message a nudge. What came of a message is first written to its row, then its
/// copy is published, then it is acknowledged: a process that dies between two steps leaves what the next needs.
package struct DeliverySender: Sendable {
    let settings: SenderSettings
    let number: SendingNumber
    let slots: SlotDispenser
    let gate: SenderGate
    let claims: Batcher<ClaimRequest, ClaimResult>
    let records: Batcher<DeliveryRecord, Bool>
    let copies: CopyPublisher
    let rules: OutcomeRules
    let notificationText: NotificationText
    let directText: DirectText
    let observer: any SenderObserver

    /// - Parameters:
    ///   - queue: the work queue whose messages this handles.
    ///   - progress: hears of every group of deliveries that came.
    package init(
        queue: WorkQueue, settings: SenderSettings, number: SendingNumber, slots: SlotDispenser, gate: SenderGate,
        store: any DeliveryStore, publisher: any Publisher, progress: ProgressLog, observer: any SenderObserver
    ) {
        self.settings = settings
        self.number = number
        self.slots = slots
        self.gate = gate
        self.observer = observer
        copies = CopyPublisher(publisher: publisher, queue: queue)
        rules = OutcomeRules(
            retry: settings.retry, inDoubt: settings.claims.inDoubt, configurationWait: settings.configurationWait)
        notificationText = NotificationText(accountURL: settings.accountURL)
        directText = DirectText(appName: settings.appName)
        claims = .claims(in: store, settings: settings, queue: queue, progress: progress)
        records = .records(in: store, settings: settings)
    }

    /// Deals with one message; what it returns is all that is left to do.
    package func handle(_ delivery: Delivery) async -> Disposition {
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
            guard gate.isOpen, let slot = try await slots.next() else { return .giveBack }
            let began = ContinuousClock.now
            let request = ClaimRequest(
                id: content.id, attempt: delivery.message.attempt, listings: content.listings)
            let result = try await claims.submit(request)
            guard case .claimed(let claim) = result else {
                await slots.release(slot)
                return await settle(result, of: delivery, id: content.id)
            }
            return await send(Work(delivery: delivery, content: content, claim: claim, slot: slot, began: began))
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
