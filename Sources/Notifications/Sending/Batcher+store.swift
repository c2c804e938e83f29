import Contracts
import Synchronization

extension Batcher where Input == ClaimRequest, Output == ClaimResult {
    /// Claims in groups. A message that stands for a delivery of the same group waits for the other's outcome.
    static func claims(
        in store: any DeliveryStore, settings: SenderSettings, queue: WorkQueue, progress: ProgressLog,
        board: NumberBoard
    ) -> Batcher {
        let (channel, policy) = (settings.channel, settings.claims)
        let groups = GroupCounter()
        return Batcher(linger: settings.batchLinger) { requests in
            progress.note(requests, of: queue)
            let open = board.open()
            var order: [ClaimRequest] = []
            var places: [Int?] = []
            var seen: Set<ClaimRequest.ID> = []
            for request in requests {
                if seen.insert(request.id).inserted {
                    places.append(order.count)
                    order.append(request)
                } else {
                    places.append(nil)
                }
            }
            let results = await grouped(order) { group async throws(DeliveryStoreError) in
                var policy = policy
                policy.owner += "#\(groups.next())"
                policy.numbers.open = open
                return try await store.claim(group, on: channel, by: policy)
            }
            return places.map { $0.map { results[$0] } ?? .success(.leased(wait: .seconds(5))) }
        }
    }
}

extension Batcher where Input == DeliveryRecord, Output == Bool {
    /// Records in groups.
    static func records(in store: any DeliveryStore, settings: SenderSettings) -> Batcher {
        Batcher(linger: settings.batchLinger) { records in
            await grouped(records) { group async throws(DeliveryStoreError) in
                try await store.record(group)
            }
        }
    }
}

extension ClaimRequest: Identifiable {}

/// Numbers the groups, so that an outcome that is written late can never be taken for that of a later claim by the
/// same process.
private final class GroupCounter: Sendable {
    private let last = Atomic<UInt64>(0)

    func next() -> UInt64 {
        last.add(1, ordering: .relaxed).newValue
    }
}

/// Makes one call for all inputs; where the store refuses it, one call for each, so that one bad input costs the
/// others nothing.
private func grouped<Input: Sendable, Output: Sendable>(
    _ inputs: [Input], _ call: @Sendable ([Input]) async throws(DeliveryStoreError) -> [Output]
) async -> [Result<Output, DeliveryStoreError>] {
    do throws(DeliveryStoreError) {
        return try await call(inputs).map { .success($0) }
    } catch .failed(let text) {
        guard inputs.count > 1 else { return [.failure(.failed(text))] }
        var results: [Result<Output, DeliveryStoreError>] = []
        for input in inputs { results += await grouped([input], call) }
        return results
    } catch {
        return inputs.map { _ in .failure(error) }
    }
}
