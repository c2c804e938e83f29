import Testing

@testable import Postgres

@Suite("The pool's book-keeping")
struct PoolStateTests {
    private final class Connection: Sendable {}
    private typealias State = PoolState<Connection, Int>

    private func waiting(_ number: UInt64) -> State.Waiting {
        State.Waiting(number: number, waiter: Int(number), deadline: .now + .seconds(Int(number)))
    }

    @Test("one connection is opened from the start, more only for those who wait")
    func lazyGrowth() {
        var state = State(size: 3)
        #expect(state.start().connect == 1)
        #expect(state.wait(waiting(1))?.connect == 0)
        #expect(state.wait(waiting(2))?.connect == 1)
        #expect(state.wait(waiting(3))?.connect == 1)
        #expect(state.wait(waiting(4))?.connect == 0)
    }

    @Test("those who wait are served in their order, before anybody new")
    func order() {
        var state = State(size: 1)
        _ = state.start()
        _ = state.wait(waiting(1))
        _ = state.wait(waiting(2))
        let connection = Connection()
        #expect(state.connected(connection).serve.map(\.waiter) == [1])
        #expect(state.lease() == nil)
        #expect(state.release(connection, isReusable: true, loss: nil).serve.map(\.waiter) == [2])
        #expect(state.release(connection, isReusable: true, loss: nil).serve.isEmpty)
        #expect(state.lease() === connection)
    }

    @Test("after a failure one attempt at a time is made until one succeeds")
    func oneProbe() {
        var state = State(size: 4)
        _ = state.start()
        for number in 1...4 { _ = state.wait(waiting(UInt64(number))) }
        #expect(state.failed("refused").connect == 0)
        #expect(state.failed("refused").connect == 0)
        #expect(state.failed("refused").connect == 0)
        #expect(state.failed("refused").connect == 1)
        #expect(state.lastFailure == "refused")
        let actions = state.connected(Connection())
        #expect(actions.serve.map(\.waiter) == [1])
        #expect(actions.connect == 3)
        #expect(state.lastFailure == nil)
    }

    @Test("a broken connection is closed and replaced, whether it was free or in use")
    func replacement() {
        var state = State(size: 1)
        _ = state.start()
        let first = Connection()
        _ = state.connected(first)
        let lost = state.lost(first, reason: "killed")
        #expect(lost.close.map(ObjectIdentifier.init) == [ObjectIdentifier(first)])
        #expect(lost.connect == 1)
        #expect(state.lost(first, reason: "killed").close.isEmpty)
        let second = Connection()
        _ = state.connected(second)
        _ = state.lease()
        let returned = state.release(second, isReusable: false, loss: "killed")
        #expect(returned.close.count == 1 && returned.connect == 1)
        #expect(state.lastFailure == "killed")
    }

    @Test("who has waited too long goes, the others stay")
    func expiry() {
        var state = State(size: 1)
        _ = state.start()
        for number in 1...3 { _ = state.wait(waiting(UInt64(number))) }
        #expect(state.expired(at: .now).isEmpty)
        #expect(state.expired(at: .now + .milliseconds(2500)) == [1, 2])
        #expect(state.stopWaiting(3) == 3)
        #expect(state.stopWaiting(3) == nil)
    }

    @Test("once closed it takes nobody in and keeps nothing")
    func closing() {
        var state = State(size: 2)
        _ = state.start()
        let connection = Connection()
        _ = state.connected(connection)
        _ = state.lease()
        _ = state.wait(waiting(1))
        #expect(state.close().waiters == [1])
        #expect(state.wait(waiting(2)) == nil)
        let returned = state.release(connection, isReusable: true, loss: nil)
        #expect(returned.close.count == 1 && returned.connect == 0)
        #expect(state.connected(Connection()).close.count == 1)
    }
}
