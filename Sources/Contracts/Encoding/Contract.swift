package import Foundation

/// A message of the system: what its body says. Properties and headers are added where it is published.
package protocol Contract: Decodable, Sendable, Equatable {
    /// The event's id, a version 7 UUID; the same on every attempt, and the message's `message_id`.
    var id: UUID { get }
    /// When the fact happened, to the second.
    var occurredAt: Date { get }
    /// What goes into the `type` property.
    var messageType: MessageType { get }
    /// Writes the body.
    func write(to writer: inout JSONWriter)
}

/// A decoded message of any known type.
package enum AnyContract: Sendable, Equatable {
    case newListingsForFilter(NewListingsForFilter)
    case listing(ListingEvent)
    case directMessage(DirectMessage)
    case deliveryChanged(DeliveryChanged)

    /// The message whatever its type.
    package var contract: any Contract {
        switch self {
        case .newListingsForFilter(let message): message
        case .listing(let message): message
        case .directMessage(let message): message
        case .deliveryChanged(let message): message
        }
    }
}
