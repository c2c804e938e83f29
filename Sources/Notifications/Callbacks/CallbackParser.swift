import Foundation

/// What came in, as far as a parser needs it.
package struct CallbackBody: Sendable {
    package let bytes: [UInt8]
    /// The query of the address that was called, without its `?`; Twilio gives our delivery's id back in it.
    package let query: String?
    /// The provider's id of this callback, from a header, where it has one.
    package let callbackID: String?

    package init(bytes: [UInt8], query: String? = nil, callbackID: String? = nil) {
        self.bytes = bytes
        self.query = query
        self.callbackID = callbackID
    }
}

/// The body is not in the provider's form at all.
package struct UnreadableCallback: Error, Sendable, Equatable {
    package init() {}
}

/// Reads every provider's callbacks into our own shape. What is not known, or does not concern us, is left out.
package enum CallbackParser {
    /// - Throws: ``UnreadableCallback`` for what is not JSON, or for Twilio not a form.
    package static func events(of body: CallbackBody, from provider: ProviderKind) throws(UnreadableCallback)
        -> [KeyedEvent]
    {
        if provider == .twilio {
            guard let form = FormFields(body.bytes) else { throw UnreadableCallback() }
            return TwilioCallbacks.events(form, query: body.query)
        }
        guard let root = CallbackValue(json: body.bytes) else { throw UnreadableCallback() }
        switch provider {
        case .meta, .dialog360: return MetaCallbacks.events(root)
        case .messageBird: return MessageBirdCallbacks.events(root, query: body.query)
        case .birdChannels: return BirdChannelsCallbacks.events(root)
        case .bird: return BirdCallbacks.events(root, id: body.callbackID)
        case .chatAPI: return ChatAPICallbacks.events(root)
        case .telegram: return TelegramUpdate(root).map { $0.event.map { [$0] } ?? [] } ?? []
        case .twilio: return []
        }
    }
}
