import NIOConcurrencyHelpers
import Testing

@testable import Notifications

@Suite("Permits for requests")
struct RequestPermitsTests {
    @Test("no more are held at once than there are, and everybody gets one")
    func bounded() async {
        let permits = RequestPermits(3)
        let held = NIOLockedValueBox((now: 0, most: 0, taken: 0))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    let permit = await permits.take()
                    held.withLockedValue {
                        $0.now += 1
                        $0.taken += 1
                        $0.most = max($0.most, $0.now)
                    }
                    await Task.yield()
                    held.withLockedValue { $0.now -= 1 }
                    permit.release()
                }
            }
        }
        #expect(held.withLockedValue { $0.most } <= 3)
        #expect(held.withLockedValue { $0.taken } == 200)
    }

    @Test("a permit that is given back twice, or forgotten, frees one place")
    func onceOnly() async {
        let permits = RequestPermits(1)
        let first = await permits.take()
        first.release()
        first.release()
        let second = await permits.take()
        async let waited: Void = forget(permits)
        second.release()
        await waited
        await permits.take().release()
    }
    /// Takes a permit that nobody keeps: its end gives the place back.
    private func forget(_ permits: RequestPermits) async {
        _ = await permits.take()
    }
}
