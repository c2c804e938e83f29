import Contracts
import Foundation
import Messaging

/// What a message of a sender's queues asks to be said.
enum MessageContent: Sendable {
    case notification(NewListingsForFilter)
    case direct(DirectMessage)

    /// - Throws: `ContractError` for a body or a type that a sender cannot work on.
    init(_ message: Message) throws(ContractError) {
        switch try ContractDecoder.decode(type: message.type, body: message.body) {
        case .newListingsForFilter(let event): self = .notification(event)
        case .directMessage(let event): self = .direct(event)
        case .listing, .deliveryChanged: throw .unsupportedVersion(type: message.type)
        }
    }

    var id: UUID {
        switch self {
        case .notification(let event): event.id
        case .direct(let event): event.id
        }
    }

    var userID: Int64 {
        switch self {
        case .notification(let event): event.userID
        case .direct(let event): event.userID
        }
    }

    var channel: Channel {
        switch self {
        case .notification(let event): event.channel
        case .direct(let event): event.channel
        }
    }

    var listings: [Int64] {
        switch self {
        case .notification(let event): event.listings.map(\.facts.id)
        case .direct: []
        }
    }
}

extension NewListingsForFilter {
    /// The event as it is true now: without the listings that are gone, the others with their present words.
    func current(_ listings: [Int64: CurrentListing]) -> NewListingsForFilter {
        var event = self
        event.listings = self.listings.compactMap { listing in
            guard let now = listings[listing.facts.id] else { return nil }
            var listing = listing
            listing.facts.title = now.title
            listing.facts.url = now.url
            listing.facts.price = now.price
            return listing
        }
        event.total -= self.listings.count - event.listings.count
        return event
    }
}
