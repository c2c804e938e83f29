import Messaging

/// What a handler decided about a delivery, on its way to the connection's thread.
struct Settlement: Sendable {
    enum Kind: Sendable { case acknowledge, giveBack }

    let channel: UInt16
    let receipt: Receipt
    let kind: Kind
}
