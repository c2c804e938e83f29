import Testing

@testable import Postgres

@Suite("Which statements are prepared")
struct StatementCacheTests {
    @Test("not on the first use, on the second, and run by name from then on")
    func secondUse() {
        var cache = StatementCache(capacity: 4)
        #expect(cache.plan(for: "a") == .once)
        #expect(cache.plan(for: "a") == .prepare(name: "s1", closing: nil))
        #expect(cache.plan(for: "a") == .run(name: "s1"))
    }

    @Test("the least recently used makes room and is closed when another is prepared")
    func eviction() {
        var cache = StatementCache(capacity: 2)
        for sql in ["a", "a", "b", "b", "a"] { _ = cache.plan(for: sql) }
        #expect(cache.plan(for: "c") == .once)
        #expect(cache.plan(for: "c") == .prepare(name: "s3", closing: "s2"))
        #expect(cache.plan(for: "a") == .run(name: "s1"))
        #expect(cache.plan(for: "b") == .once)
    }

    @Test("a forgotten statement begins anew; one that could not be prepared is not closed either")
    func forgetting() {
        var cache = StatementCache(capacity: 2)
        for _ in 1...2 { _ = cache.plan(for: "a") }
        cache.forgetUnprepared("a")
        for _ in 1...1 { #expect(cache.plan(for: "a") == .once) }
        #expect(cache.plan(for: "a") == .prepare(name: "s2", closing: nil))
        cache.forget("a")
        #expect(cache.plan(for: "a") == .once)
        #expect(cache.plan(for: "a") == .prepare(name: "s3", closing: "s2"))
    }
}
