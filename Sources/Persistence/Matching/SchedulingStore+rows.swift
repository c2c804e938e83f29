import Contracts
import Foundation
import Postgres

extension PostgresRow {
    func channel() throws(PostgresError) -> Channel {
        guard let channel = Channel(rawValue: try decode("channel")) else {
            throw PostgresError(.decoding, "column channel is no channel")
        }
        return channel
    }
}

extension Addressee {
    init(row: PostgresRow) throws(PostgresError) {
        let from: Int? = try row.decodeIfPresent("quiet_from_minute")
        let to: Int? = try row.decodeIfPresent("quiet_to_minute")
        let quietHours: QuietHours? = if let from, let to { QuietHours(fromMinute: from, toMinute: to) } else { nil }
        self.init(
            key: Key(userID: try row.decode("user_id"), channel: try row.channel()), locale: try row.decode("locale"),
            timeZone: try row.decode("time_zone"), quietHours: quietHours, isPremium: try row.decode("is_premium"),
            mayBeSpokenTo: try row.decode("may_be_spoken_to"))
    }
}

extension DueFilter {
    init(row: PostgresRow) throws(PostgresError) {
        self.init(
            key: Key(filterID: try row.decode("filter_id"), channel: try row.channel()),
            userID: try row.decode("user_id"), firstPendingAt: try row.decode("first_pending_at"),
            lastAcceptedAt: try row.decodeIfPresent("last_accepted_at"),
            unfinishedSince: try row.decodeIfPresent("unfinished_since"),
            isLookingBack: try row.decode("is_looking_back"))
    }
}

extension PendingMatch {
    init(row: PostgresRow) throws(PostgresError) {
        let isAnnounced: Bool? = try row.decodeIfPresent("is_announced")
        let price: Double? = try row.decodeIfPresent("heard_price")
        self.init(
            filter: DueFilter.Key(filterID: try row.decode("filter_id"), channel: try row.channel()),
            userID: try row.decode("user_id"), listingID: try row.decode("listing_id"),
            episode: try row.decode("episode"), matchedAt: try row.decode("matched_at"),
            heard: isAnnounced.map { Heard(isAnnounced: $0, price: price) })
    }
}

extension [Addressee.Key] {
    var parameters: [PostgresValue] {
        [.intArray(map(\.userID)), .textArray(map(\.channel.rawValue))]
    }
}

extension [DueFilter.Key] {
    var parameters: [PostgresValue] {
        [.intArray(map(\.filterID)), .textArray(map(\.channel.rawValue))]
    }
}
