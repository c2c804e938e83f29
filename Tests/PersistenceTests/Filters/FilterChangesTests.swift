import Foundation
import Listings
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Filter changes by snapshot", .enabled(if: TestEnvironment.hasDatabase))
struct FilterChangesTests {
    @Test("a filter whose transaction began before a snapshot and ended after it is in the next answer")
    func lateCommit() async throws {
        try await withMigratedDatabase { pool in
            let store = FilterStore(pool: pool)
            let anna = try await Fixture.user(on: pool, "anna").id
            let bruno = try await Fixture.user(on: pool, "bruno").id
            let written = TestSignal<Int64>("the late filter is written")
            let mayCommit = TestSignal<Void>("the late transaction may commit")
            async let late: Void = pool.transaction { connection in
                let rows = try await connection.query(
                    "INSERT INTO campanello.filters (user_id, name) VALUES ($1, 'late') RETURNING id", [.int(anna)])
                let row = try #require(rows.first)
                written.send(try row.decode("id"))
                try await mayCommit.next()
            }
            let lateID = try await written.next()
            let early = try await store.create(userID: bruno, Fixture.filter("early"))
            let first = try await store.changes(since: nil)
            #expect(first.upserts.map(\.id) == [early.id])
            let nothing = try await store.changes(since: first.snapshot)
            #expect(nothing.upserts.isEmpty)
            mayCommit.send(())
            try await late
            let next = try await store.changes(since: nothing.snapshot)
            #expect(next.upserts.map(\.id) == [lateID])
            #expect(try await store.changes(since: next.snapshot).upserts.isEmpty)
        }
    }

    @Test("changes and deletions are told once, as they stand")
    func changes() async throws {
        try await withMigratedDatabase { pool in
            let store = FilterStore(pool: pool)
            let anna = try await Fixture.user(on: pool).id
            let kept = try await store.create(userID: anna, Fixture.filter("kept"), limit: 3)
            let gone = try await store.create(userID: anna, Fixture.filter("gone"), limit: 3)
            let first = try await store.changes(since: nil)
            #expect(Set(first.upserts.map(\.id)) == [kept.id, gone.id])
            _ = try await store.update(id: kept.id, userID: anna) { $0.conditions.minRooms = 2 }
            _ = try await store.pause(id: kept.id, userID: anna)
            _ = try await store.delete(id: gone.id, userID: anna)
            let next = try await store.changes(since: first.snapshot)
            #expect(next.upserts.map(\.conditions.minRooms) == [2])
            #expect(next.upserts.map(\.isActive) == [false])
            #expect(next.deletions == [gone.id])
            let last = try await store.changes(since: next.snapshot)
            #expect(last.upserts.isEmpty)
            #expect(last.deletions.isEmpty)
        }
    }

    @Test("the first load comes in pages of one moment, and its snapshot goes on from there")
    func loading() async throws {
        try await withMigratedDatabase { pool in
            let store = FilterStore(pool: pool)
            let anna = try await Fixture.user(on: pool).id
            for number in 1...25 { _ = try await store.create(userID: anna, Fixture.filter("\(number)"), limit: 99) }
            let pages = TestSignal<[FilterRecord]>("pages")
            let snapshot = try await store.load(pageSize: 10) { page in
                // Saved while the pages are read: of a later moment.
                if pages.pending.isEmpty {
                    _ = try await store.create(userID: anna, Fixture.filter("meanwhile"), limit: 99)
                }
                pages.send(page)
            }
            #expect(pages.pending.map(\.count) == [10, 10, 5])
            #expect(Set(pages.pending.flatMap { $0 }.map(\.id)).count == 25)
            #expect(try await store.changes(since: snapshot).upserts.map(\.name) == ["meanwhile"])
        }
    }

    @Test("whoever listens is called when a filter is saved")
    func notification() async throws {
        try await withMigratedDatabase { pool in
            let store = FilterStore(pool: pool)
            let anna = try await Fixture.user(on: pool).id
            var notifications = pool.notifications(on: ["campanello_filters"]).makeAsyncIterator()
            #expect(await notifications.next() == .resumed)
            _ = try await store.create(userID: anna, Fixture.filter())
            #expect(await notifications.next() == .payload(channel: "campanello_filters", text: ""))
        }
    }
}
