import NIOConcurrencyHelpers
import Testing

@testable import Notifications

@Suite("Several numbers")
struct NumberBoardTests {
    private let changes = NIOLockedValueBox<[String]>([])
    private static let fault = ProviderError(.configuration, code: "401", detail: "Unauthorized")

    private func board(_ count: Int = 3, _ routing: NumberRouting = .failover) -> NumberBoard {
        let numbers = (1...count).map { index in
            SendingNumber(
                index: index, provider: TelegramProvider { "test-token" }, transport: ScriptedTransport(),
                requestTimeout: .seconds(5))
        }
        let board = NumberBoard(
            numbers, routing: routing, breaker: CircuitBreaker.Policy(failures: 2), restAfterRefusal: .seconds(5)
        ) { [changes] number, change in changes.withLockedValue { $0.append("\(number.index) \(change.word)") } }
        for number in numbers { board.resume(number.index) }
        return board
    }

    private func fail(_ number: Int, _ board: NumberBoard) throws {
        for _ in 0..<2 { board.settle(try #require(board.reserve(number: number)), .failed) }
    }

    @Test("failover takes the first that works")
    func failover() throws {
        let board = board()
        #expect(board.reserve(for: 7)?.number.index == 1)
        try fail(1, board)
        #expect(board.reserve(for: 7)?.number.index == 2)
        board.pause(2, Self.fault, isRefusal: true)
        #expect(board.reserve(for: 7)?.number.index == 3)
        board.resume(2)
        #expect(board.reserve(for: 7)?.number.index == 2)
        #expect(changes.withLockedValue { $0 } == ["1 opened", "2 paused", "2 resumed"])
    }

    @Test("a number that is tried again gets one message, the others go on")
    func trial() throws {
        let board = board(2)
        try fail(1, board)
        let later = ContinuousClock.now + .seconds(11)
        let first = try #require(board.reserve(for: 7, at: later))
        #expect(first.number.index == 1 && first.isTrial)
        #expect(board.reserve(for: 8, at: later)?.number.index == 2)
        board.settle(first, .accepted, at: later)
        #expect(board.reserve(for: 8, at: later)?.number.index == 1)
    }

    @Test("spread is even, the same in every process, and only a lost number's people move")
    func spread() {
        let (board, other) = (board(3, .spread), board(3, .spread))
        var people: [Int: Int] = [:]
        var before: [Int64: Int] = [:]
        for user in Int64(1)...3_000 {
            let number = board.reserve(for: user)?.number.index ?? 0
            #expect(number == other.reserve(for: user)?.number.index)
            people[number, default: 0] += 1
            before[user] = number
        }
        for number in 1...3 { #expect(abs((people[number] ?? 0) - 1_000) < 150) }
        board.pause(2, Self.fault, isRefusal: true)
        for (user, number) in before {
            let now = board.reserve(for: user)?.number.index
            if number == 2 { #expect(now == 1 || now == 3) } else { #expect(now == number) }
        }
    }

    @Test("with every circuit open nothing is to be had, and it is said for how long")
    func allOpen() throws {
        let board = board(2)
        for number in 1...2 { try fail(number, board) }
        #expect(board.reserve(for: 7) == nil)
        #expect(board.faults == nil && board.isUsable)
        let wait = board.wait(for: nil)
        #expect(wait > .seconds(8) && wait <= .seconds(10))
        #expect(board.wait(for: 9) == NumberBoard.unknownWait)
    }

    @Test("the channel stops when every number is paused, and the reasons are told in order")
    func allPaused() {
        let board = board(2)
        board.pause(2, Self.fault, isRefusal: true)
        #expect(board.faults == nil)
        board.pause(1, Self.fault, isRefusal: false)
        #expect(board.faults?.map(\.number) == ["telegram-1", "telegram-2"])
        #expect(!board.isUsable)
        board.resume(2)
        #expect(board.isOnTrial && board.faults == nil)
        board.resume(1)
        #expect(!board.isOnTrial)
    }

    @Test("a number that was refused rests longer each time, until it accepts")
    func rest() async throws {
        let board = board(1)
        for seconds in [5, 10] {
            board.pause(1, Self.fault, isRefusal: true)
            #expect(await board.paused(1) == .seconds(seconds))
            board.resume(1)
        }
        board.settle(try #require(board.reserve(for: 1)), .accepted)
        board.pause(1, Self.fault, isRefusal: true)
        #expect(await board.paused(1) == .seconds(5))
    }
}

extension NumberChange {
    fileprivate var word: String {
        switch self {
        case .paused: "paused"
        case .resumed: "resumed"
        case .circuitOpened: "opened"
        case .circuitClosed: "closed"
        case .held: "held"
        }
    }
}
