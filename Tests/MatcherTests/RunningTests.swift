import Contracts
import Foundation
import Listings
import Messaging
import Persistence
import Postgres
import RabbitMQ
import TestSupport
import Testing

@testable import Matcher

@Suite(
    "A running Matcher", .enabled(if: TestEnvironment.hasDatabase && TestEnvironment.hasBroker),
    .timeLimit(.minutes(3)))
struct RunningTests {
    @Test("listings come in over the broker and leave as messages, once each, with two Matchers at work")
    func wholeWay() async throws {
        try await Running.with { running in
            let world = running.world
            let anna = try await world.person("anna", on: [.telegram])
            let filter = try await world.filter(anna)
            try await running.matching {
                try await running.matching {
                    for start in stride(from: 1, through: 301, by: 60) {
                        try await world.ingest(
                            (start..<start + 60).map { World.listing($0, price: $0 % 2 == 0 ? 900 : 1900) })
                    }
                    try await eventually(within: .seconds(40), "every listing is matched") {
                        try await world.count("listings WHERE matched_version < version") == 0
                    }
                    try await eventually(within: .seconds(40), "everything is said") {
                        try await world.accept()
                        try await world.passTime()
                        return try await world.count("entries") == 180
                    }
                    try await eventually("everything is published") { try await world.count("outbox") == 0 }
                }
            }
            #expect(try await world.matches() == (1...360).filter { $0 % 2 == 0 }.map { "\(filter.id)/\($0)" })
            let told = try await world.told(anna)
            #expect(told.flatMap(\.listings).sorted() == (1...360).filter { $0 % 2 == 0 })
            let messages = try await running.take(told.count, from: "telegram.notifications")
            #expect(Set(messages.map(\.messageID)) == Set(told.map(\.id.text)))
            #expect(messages.allSatisfy { $0.type == "new-listings-for-filter.v1" && $0.appID == "matcher" })
        }
    }

    @Test("a filter saved while listings stream in is looked back for and then matched, with nothing between")
    func savedMeanwhile() async throws {
        try await Running.with { running in
            let world = running.world
            let anna = try await world.person("anna", on: [.telegram])
            try await running.matching {
                try await running.matching {
                    let streaming = Task {
                        for number in 1...28 { try await world.ingest([World.listing(number)]) }
                    }
                    _ = try await world.filter(anna, looksBack: true)
                    try await streaming.value
                    try await eventually(within: .seconds(40), "everything is said") {
                        try await world.accept()
                        try await world.passTime()
                        return try await world.count("entries") == 28
                    }
                }
            }
            #expect(try await world.told(anna).flatMap(\.listings).sorted() == Array(1...28))
        }
    }

    @Test("what cannot be understood goes to the dead letters with the reason, and the consumer goes on")
    func undecodable() async throws {
        try await Running.with { running in
            let world = running.world
            _ = try await world.filter(try await world.person("anna"))
            func message(_ type: String, _ body: String) -> Message {
                Message(messageID: UUID.v7().text, type: type, timestamp: Date(), appID: "test", body: Array(body.utf8))
            }
            let bad = [
                message("listing-ingested.v1", "{"), message("listing-ingested.v9", "{}"),
                message("direct-message.v1", "{}"),
            ]
            try await running.publishing(as: "test") { publisher in
                for message in bad {
                    try await publisher.publish(
                        message, exchange: Exchange.listings, routingKey: "listing.ingested", mandatory: true)
                }
            }
            try await running.matching {
                try await world.ingest([World.listing(1)])
                let dead = try await running.take(3, from: WorkQueue.matcherListings.dead)
                let reasons = Dictionary(
                    uniqueKeysWithValues: dead.map { ($0.messageID, $0.headers["reason"]?.string) })
                #expect(reasons[bad[0].messageID] == "undecodable")
                #expect(reasons[bad[1].messageID] == "unsupported-version")
                #expect(reasons[bad[2].messageID] == "undecodable")
                try await eventually("the good listing is matched") { try await world.count("matches") == 1 }
            }
        }
    }

    @Test("what vanished with the broker's data comes back: listings and notifications")
    func vanished() async throws {
        try await Running.with { running in
            let world = running.world
            _ = try await world.filter(try await world.person("anna", on: [.telegram]))
            try await world.ingest([World.listing(1)])
            _ = try await running.take(1, from: WorkQueue.matcherListings.name)
            try await world.pool.execute(
                """
                INSERT INTO campanello.queue_progress (queue, ready_messages, recorded_at)
                VALUES ('telegram.notifications', 0, now() + interval '1 hour')
                """)
            try await running.matching(["RETRY_SCALE": "0.001"]) {
                let first = try await running.take(1, from: WorkQueue.telegramNotifications.name)
                let again = try await running.take(1, from: WorkQueue.telegramNotifications.name)
                #expect(first.map(\.messageID) == again.map(\.messageID))
                #expect(first.first?.body == again.first?.body)
            }
        }
    }

    @Test("what the broker gave up on is marked dead, filed, and lets the next message go")
    func deliveryLimit() async throws {
        try await Running.with { running in
            let world = running.world
            let anna = try await world.person("anna", on: [.telegram])
            _ = try await world.filter(anna)
            try await running.matching {
                try await world.ingest([World.listing(1)])
                let taken = try await running.take(1, from: WorkQueue.telegramNotifications.name)
                let message = try #require(taken.first)
                try await world.ingest([World.listing(2)])
                try await eventually("the second listing is matched") { try await world.count("matches") == 2 }
                try await running.publishing(as: "test") { publisher in
                    try await publisher.publish(
                        message, exchange: Exchange.deadLetters, routingKey: WorkQueue.telegramNotifications.limit,
                        mandatory: true)
                }
                let dead = try await running.take(1, from: WorkQueue.telegramNotifications.dead)
                #expect(dead.first?.messageID == message.messageID)
                #expect(dead.first?.headers["reason"] == .string("delivery-limit"))
                #expect(try await world.count("deliveries WHERE status = 'dead' AND reason = 'delivery-limit'") == 1)
                try await eventually("the next message leaves") {
                    try await world.told(anna).map(\.listings) == [[1], [2]]
                }
            }
        }
    }

    @Test("with its database connections cut again and again, a Matcher loses and repeats nothing")
    func databaseLost() async throws {
        try await Running.with { running in
            let world = running.world
            let filter = try await world.filter(try await world.person("anna"), maxPrice: nil)
            try await running.matching {
                for start in stride(from: 1, through: 91, by: 10) {
                    try await world.ingest((start..<start + 10).map { World.listing($0) })
                    try await world.pool.execute(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND application_name = 'test matcher'
                        """)
                }
                try await eventually(within: .seconds(60), "every listing is matched") {
                    try await world.count("listings WHERE matched_version < version") == 0
                }
            }
            #expect(try await world.matches() == (1...100).map { "\(filter.id)/\($0)" })
        }
    }
}
