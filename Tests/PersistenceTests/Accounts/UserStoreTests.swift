import Foundation
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Accounts", .enabled(if: TestEnvironment.hasDatabase))
struct UserStoreTests {
    @Test("an e-mail address registers once, whatever its letter case, and logs in in any")
    func uniqueEmail() async throws {
        try await withMigratedDatabase { pool in
            let store = UserStore(pool: pool)
            let anna = try await Fixture.user(on: pool, "Anna")
            #expect(anna.plan == .free)
            #expect(anna.timeZone == "Europe/Rome")
            await #expect(throws: UserStoreError.emailTaken) {
                try await store.register(
                    NewUser(email: "ANNA@example.com", passwordHash: "other", firstName: "Another"))
            }
            let credentials = try #require(try await store.credentials(email: "anna@EXAMPLE.com"))
            #expect(credentials.user == anna)
            #expect(credentials.passwordHash == "hash")
            #expect(try await store.find(id: anna.id) == anna)
            #expect(try await store.credentials(email: "nobody@example.com") == nil)
            #expect(try await store.find(id: anna.id + 1) == nil)
        }
    }

    @Test("settings are kept, quiet hours over midnight too, and equal ends mean none")
    func settings() async throws {
        try await withMigratedDatabase { pool in
            let store = UserStore(pool: pool)
            let id = try await Fixture.user(on: pool).id
            let answer = try await store.update(id: id) {
                $0.lastName = "Bianchi"
                $0.locale = "it"
                $0.timeZone = "Europe/Moscow"
                $0.quietHours = QuietHours(fromMinute: 22 * 60, toMinute: 7 * 60 + 30)
            }
            let changed = try #require(answer)
            #expect(changed.lastName == "Bianchi")
            #expect(changed.locale == "it")
            #expect(changed.timeZone == "Europe/Moscow")
            #expect(changed.quietHours == QuietHours(fromMinute: 1320, toMinute: 450))
            #expect(try await store.find(id: id) == changed)
            let loud = try await store.update(id: id) { $0.quietHours?.toMinute = 1320 }
            #expect(loud != nil)
            #expect(loud?.quietHours == nil)
            let nobody = try await store.update(id: id + 1) { $0.locale = "en" }
            #expect(nobody == nil)
        }
    }

    @Test("two changes at once both count")
    func concurrentChanges() async throws {
        try await withMigratedDatabase { pool in
            let store = UserStore(pool: pool)
            let id = try await Fixture.user(on: pool).id
            async let name = store.update(id: id) { $0.lastName = "Bianchi" }
            async let locale = store.update(id: id) { $0.locale = "en" }
            _ = try await (name, locale)
            let user = try #require(try await store.find(id: id))
            #expect(user.lastName == "Bianchi")
            #expect(user.locale == "en")
        }
    }

    @Test("a plan that has run out counts as free")
    func plan() async throws {
        try await withMigratedDatabase { pool in
            let store = UserStore(pool: pool)
            let id = try await Fixture.user(on: pool).id
            let end = Date(timeIntervalSince1970: 1_800_000_000)
            let user = try #require(try await store.setPlan(id: id, .premium, expiresAt: end))
            #expect(user.effectivePlan(at: end.addingTimeInterval(-1)) == .premium)
            #expect(user.effectivePlan(at: end) == .free)
            let forever = try await store.setPlan(id: id, .premium, expiresAt: nil)
            #expect(forever?.effectivePlan(at: .distantFuture) == .premium)
            #expect(try await store.setPasswordHash(id: id, "new"))
            #expect(try await store.credentials(email: user.email)?.passwordHash == "new")
        }
    }
}
