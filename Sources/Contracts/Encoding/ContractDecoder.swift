import Foundation

/// Reads messages. Unknown fields are ignored and missing optional ones are nil; anything else that is not as the
/// type promises is named by its path.
package enum ContractDecoder {
    /// The message of `type` in `body`.
    /// - Throws: `unsupportedVersion` for an unknown type or major version, else `undecodable`.
    package static func decode(type: String, body: [UInt8]) throws(ContractError) -> AnyContract {
        switch MessageType(rawValue: type) {
        case .newListingsForFilter:
            .newListingsForFilter(try newListings(body))
        case .listingIngested, .listingUpdated, .listingRemoved: .listing(try listingEvent(type: type, body: body))
        case .directMessage: .directMessage(try read(DirectMessage.self, body))
        case .deliveryChanged: .deliveryChanged(try read(DeliveryChanged.self, body))
        case nil: throw .unsupportedVersion(type: type)
        }
    }

    private static func newListings(_ body: [UInt8]) throws(ContractError) -> NewListingsForFilter {
        if let message = NewListingsForFilter.read(body) { return message }
        return try read(NewListingsForFilter.self, body)
    }

    private static func listingEvent(type: String, body: [UInt8]) throws(ContractError) -> ListingEvent {
        let event = try read(ListingEvent.self, body)
        guard event.messageType.rawValue == type else {
            throw .undecodable(path: "change", problem: "is \"\(event.change.rawValue)\" in a message of type \(type)")
        }
        return event
    }

    private static func read<Message: Decodable>(
        _ type: Message.Type, _ body: [UInt8]
    ) throws(ContractError) -> Message {
        do {
            return try decoder.decode(type, from: Data(body))
        } catch let error as DecodingError {
            throw ContractError(error)
        } catch {
            throw .undecodable(path: "body", problem: "is not JSON in UTF-8")
        }
    }

    private static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            guard let date = Timestamp.date(try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "is not a time like 2026-11-20T10:15:00Z")
            }
            return date
        }
        return decoder
    }()
}
