import NIOConcurrencyHelpers
import TestSupport
import Testing

@testable import Notifications

@Suite("Calls in groups")
struct BatcherTests {
    @Test("every caller gets its own answer, and calls that come together go together")
    func answers() async throws {
        let sizes = NIOLockedValueBox<[Int]>([])
        let (gate, open) = AsyncStream<Void>.makeStream()
        let batcher = Batcher<Int, Int>(limit: 64) { inputs in
            sizes.withLockedValue { $0.append(inputs.count) }
            for await _ in gate {}
            return inputs.map { .success($0 * 2) }
        }
        try await withThrowingTaskGroup(of: (Int, Int).self) { group in
            for number in 0..<500 { group.addTask { (number, try await batcher.submit(number)) } }
            // However slowly they come, they come before the first group is answered.
            try await eventually("all have called") {
                let first = sizes.withLockedValue { $0.first ?? 0 }
                return await batcher.count == 500 - first
            }
            open.finish()
            for try await (number, answer) in group { #expect(answer == number * 2) }
        }
        let seen = sizes.withLockedValue { $0 }
        #expect(seen.reduce(0, +) == 500)
        #expect(seen.allSatisfy { $0 <= 64 })
        // The first group has whoever came before it was on its way.
        #expect(seen.count <= 9)
    }

    @Test("a failure reaches those whose call failed, and nobody else")
    func failures() async throws {
        let batcher = Batcher<Int, Int> { inputs in
            inputs.map { $0 == 3 ? .failure(.failed("three")) : .success($0) }
        }
        for number in 0..<6 {
            let answer = await Result { try await batcher.submit(number) }
            #expect((try? answer.get()) == (number == 3 ? nil : number))
        }
    }
}

extension Result where Failure == any Error {
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
