import Contracts
import Foundation
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Recipients", .enabled(if: TestEnvironment.hasDatabase))
struct RecipientStoreTests {
    private let address = "+15550100001"

    private func link(_ address: String, enabled: Bool = true, proved: Bool = true) -> RecipientLink {
        RecipientLink(channel: .whatsapp, address: address, isEnabled: enabled, isProved: proved)
    }

    @Test("an address belongs to one account a channel; linking and unlinking repeat harmlessly")
    func linking() async throws {
        try await withMigratedDatabase { pool in
            let store = RecipientStore(pool: pool)
            let anna = try await Fixture.user(on: pool, "anna").id
            let bruno = try await Fixture.user(on: pool, "bruno").id
            let first = try await store.link(userID: anna, link(address))
            #expect(first.speaks)
            let again = try await store.link(userID: anna, link(address))
            #expect(again.linkedAt == first.linkedAt)
            #expect(again.provedAt != nil)
            #expect(try await store.find(channel: .whatsapp, address: address)?.userID == anna)
            await #expect(throws: RecipientStoreError.addressBelongsToAnotherAccount) {
                try await store.link(userID: bruno, link(address))
            }
            await #expect(throws: RecipientStoreError.unknownUser) {
                try await store.link(userID: 9_999, link("+15550100002"))
            }
            #expect(try await store.unlink(userID: anna, channel: .whatsapp))
            #expect(try await store.unlink(userID: anna, channel: .whatsapp) == false)
            #expect(try await store.link(userID: bruno, link(address)).userID == bruno)
        }
    }

    @Test("another address must be proved anew and is not suspended; the same one keeps its state")
    func relinking() async throws {
        try await withMigratedDatabase { pool in
            let store = RecipientStore(pool: pool)
            let anna = try await Fixture.user(on: pool).id
            _ = try await store.link(userID: anna, link(address))
            _ = try await store.suspend(userID: anna, channel: .whatsapp, reason: "opted-out")
            let same = try await store.link(userID: anna, link(address, proved: false))
            #expect(same.provedAt != nil)
            #expect(same.suspendedReason == "opted-out")
            let other = try await store.link(userID: anna, link("+15550100002", proved: false))
            #expect(other.provedAt == nil)
            #expect(other.suspendedAt == nil)
            #expect(other.linkedAt == same.linkedAt)
            #expect(other.speaks == false)
        }
    }

    @Test("switching on makes what is pending on that channel due; switching off does not")
    func toggling() async throws {
        try await withMigratedDatabase { pool in
            let store = RecipientStore(pool: pool)
            let anna = try await Fixture.user(on: pool).id
            #expect(try await store.setEnabled(userID: anna, channel: .whatsapp, true) == nil)
            _ = try await store.link(userID: anna, link(address))
            for channel in Channel.allCases {
                try await Fixture.pending(filterID: 1, userID: anna, channel: channel, on: pool)
            }
            #expect(try await store.setEnabled(userID: anna, channel: .whatsapp, false)?.isEnabled == false)
            #expect(try await Fixture.due(on: pool).isEmpty)
            #expect(try await store.setEnabled(userID: anna, channel: .whatsapp, true)?.isEnabled == true)
            #expect(try await Fixture.due(on: pool) == ["1/whatsapp"])
        }
    }

    @Test("suspension keeps its first reason, and its end makes the pending due")
    func suspension() async throws {
        try await withMigratedDatabase { pool in
            let store = RecipientStore(pool: pool)
            let anna = try await Fixture.user(on: pool).id
            _ = try await store.link(userID: anna, link(address))
            try await Fixture.pending(filterID: 1, userID: anna, channel: .whatsapp, on: pool)
            let first = try await store.suspend(userID: anna, channel: .whatsapp, reason: "opted-out")
            let second = try await store.suspend(userID: anna, channel: .whatsapp, reason: "unreachable")
            #expect(second?.suspendedReason == "opted-out")
            #expect(second?.suspendedAt == first?.suspendedAt)
            _ = try await store.setEnabled(userID: anna, channel: .whatsapp, true)
            #expect(try await Fixture.due(on: pool).isEmpty)
            #expect(try await store.resume(userID: anna, channel: .whatsapp)?.speaks == true)
            #expect(try await Fixture.due(on: pool) == ["1/whatsapp"])
        }
    }

    @Test("unlinking forgets what is pending on that channel alone")
    func unlinking() async throws {
        try await withMigratedDatabase { pool in
            let store = RecipientStore(pool: pool)
            let anna = try await Fixture.user(on: pool).id
            _ = try await store.link(userID: anna, link(address))
            for filter in 1...3 {
                for channel in Channel.allCases {
                    try await Fixture.pending(filterID: Int64(filter), userID: anna, channel: channel, on: pool)
                }
            }
            try await store.unlink(userID: anna, channel: .whatsapp)
            #expect(try await pool.count("pending_filters WHERE channel = 'whatsapp'") == 0)
            #expect(try await pool.count("pending_filters WHERE channel = 'telegram'") == 3)
        }
    }
}
