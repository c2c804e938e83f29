import Contracts
package import Foundation
package import Notifications

/// Deliveries in memory, under a clock that only the test moves.
package actor MemoryDeliveryWorld: DeliveryWorld, DeliveryStore {
    struct Row {
        let channel: Channel
        let userID: Int64
        let filterID: Int64?
        let listingID: Int64?
        let direct: Claim.Direct?
        var status = DeliveryStatus.pending
        var attempt = 0
        var dueAt: Date
        var expiresAt: Date
        var owner: String?
        var leaseUntil: Date?
        var inDoubtAt: Date?
        var isHeld = false
        var reason: String?
        var error = ClaimResult.LastError()
        var firstAttemptAt: Date?
        var providerMessageID: String?
        var entry: String?
        var attempts: [Int: AttemptStatus] = [:]
        var facts: [String] = []
        var number: Int?
        var provider: String?
        var isTemplate = false
        var mustUseTemplate = false
    }

    struct Person {
        var address: String?
        var isEnabled = true
        var isActive = true
        var suspendedAt: Date?
        var refusals = 0
        var nextSendAt = Date.distantPast
        var number: Int?
        var windows: [Int: Date] = [:]
        var closedUntil: Date?
        var hasTelegram = false
        var notices = 0
    }

    struct FilterState {
        var isActive = true
        var isMuted = false
        var pendingDueAt: Date?
    }

    var now = Date(timeIntervalSince1970: 1_800_000_000)
    var rows: [UUID: Row] = [:]
    var people: [Int64: Person] = [:]
    var filters: [Int64: FilterState] = [:]
    var removedListings: Set<Int64> = []
    var slots: [String: Date] = [:]
    /// Makes every call fail with this while it is set.
    private(set) var failure: DeliveryStoreError?
    var recordFailure: DeliveryStoreError?
    /// Direct deliveries that were settled or tried, in order.
    package private(set) var told: [UUID] = []
    private(set) var progress: [String: QueueProgress] = [:]
    private var lastID: Int64 = 0

    package init() {}

    package nonisolated var store: any DeliveryStore { self }

    package func fail(with failure: DeliveryStoreError?) {
        self.failure = failure
    }

    /// Makes only the writing of outcomes fail.
    package func failRecords(with failure: DeliveryStoreError?) {
        recordFailure = failure
    }

    package func advance(by duration: Duration) {
        now += duration.inSeconds
    }

    package func make(_ seed: DeliverySeed) -> SeededDelivery {
        let (user, filter) = (nextID(), nextID())
        people[user] = Person(address: seed.address)
        filters[filter] = FilterState()
        return add(channel: seed.channel, user: user, filter: filter, isDirect: seed.isDirect, key: seed.textKey)
    }

    package func makeAnother(like seeded: SeededDelivery) -> SeededDelivery {
        let direct = rows[seeded.id]?.direct
        return add(
            channel: seeded.channel, user: seeded.userID, filter: seeded.filterID ?? nextID(), isDirect: direct != nil,
            key: direct?.key ?? "test")
    }

    private func add(channel: Channel, user: Int64, filter: Int64, isDirect: Bool, key: String) -> SeededDelivery {
        let seeded = SeededDelivery(
            id: .v7(), channel: channel, userID: user, filterID: isDirect ? nil : filter,
            listingID: isDirect ? nil : nextID())
        rows[seeded.id] = Row(
            channel: channel, userID: user, filterID: seeded.filterID, listingID: seeded.listingID,
            direct: isDirect ? Claim.Direct(key: key, parameters: SeededDelivery.parameters, locale: "ru") : nil,
            dueAt: now,
            expiresAt: now + 86_400, entry: isDirect ? nil : "reserved")
        return seeded
    }

    private func nextID() -> Int64 {
        lastID += 1
        return lastID
    }

    package func apply(_ change: WorldChange, to seeded: SeededDelivery) {
        switch change {
        case .unlink: people[seeded.userID]?.address = nil
        case .relink: people[seeded.userID]?.address = "2002"
        case .switchOff: people[seeded.userID]?.isEnabled = false
        case .suspend: people[seeded.userID]?.suspendedAt = now
        case .closeAccount: people[seeded.userID]?.isActive = false
        case .pauseFilter: filter(of: seeded) { $0.isActive = false }
        case .muteFilter: filter(of: seeded) { $0.isMuted = true }
        case .deleteFilter: if let id = seeded.filterID { filters[id] = nil }
        case .gatherMore: filter(of: seeded) { $0.pendingDueAt = now + 3_600 }
        case .removeListing: if let id = seeded.listingID { removedListings.insert(id) }
        case .expire: rows[seeded.id]?.expiresAt = now - 1
        case .endLease: rows[seeded.id]?.leaseUntil = now - 1
        case .becomeDue: rows[seeded.id]?.dueAt = now
        case .openWindow(let number): people[seeded.userID]?.windows[number] = now + 43_200
        case .stay(let number): people[seeded.userID]?.number = number
        case .mustUseTemplate: rows[seeded.id]?.mustUseTemplate = true
        case .linkTelegram: people[seeded.userID]?.hasTelegram = true
        }
    }

    private func filter(of seeded: SeededDelivery, _ change: (inout FilterState) -> Void) {
        guard let id = seeded.filterID, filters[id] != nil else { return }
        change(&filters[id, default: FilterState()])
    }

    package func state(of seeded: SeededDelivery) throws -> SeededState {
        guard let row = rows[seeded.id], let person = people[row.userID] else {
            throw DeliveryStoreConformance.Failure(description: "no such delivery")
        }
        var state = SeededState(status: row.status, attempt: row.attempt)
        state.isHeld = row.isHeld
        state.isInDoubt = row.inDoubtAt != nil
        state.reason = row.reason
        state.providerMessageID = row.providerMessageID
        state.entry = row.entry
        state.isPendingDue = row.filterID.flatMap { filters[$0]?.pendingDueAt }.map { $0 <= now }
        state.attempts = row.attempts.mapValues(\.rawValue)
        state.refusals = person.refusals
        state.isSuspended = person.suspendedAt != nil
        state.address = person.address
        state.facts = row.facts
        (state.number, state.provider, state.isTemplate) = (row.number, row.provider, row.isTemplate)
        state.ownNumber = person.number
        state.openWindows = person.openWindows(at: now)
        state.isClosed = person.closedUntil.map { $0 > now } ?? false
        state.notices = person.notices
        return state
    }

    package func ping() throws(DeliveryStoreError) {
        try check()
    }

    package func note(_ progress: [QueueProgress]) throws(DeliveryStoreError) {
        try check()
        for queue in progress { self.progress[queue.queue] = queue }
    }

    package func takeSlots(key: String, count: Int, step: Duration) throws(DeliveryStoreError) -> Duration {
        try check()
        let first = max(slots[key] ?? now, now)
        slots[key] = first + step.inSeconds * Double(count)
        return .milliseconds(Int64(first.timeIntervalSince(now) * 1000))
    }

    func check() throws(DeliveryStoreError) {
        if let failure { throw failure }
    }

    func tell(_ id: UUID) {
        told.append(id)
    }
}

extension MemoryDeliveryWorld.Person {
    func openWindows(at now: Date) -> Set<Int> { Set(windows.filter { $0.value > now }.keys) }
}

extension Duration {
    var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
