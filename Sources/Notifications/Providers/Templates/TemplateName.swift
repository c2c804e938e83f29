/// A template as its provider knows it: the value of `WHATSAPP_TEMPLATE_RU`, `…_EN`, `…_IT`.
package enum TemplateName: Sendable, Equatable {
    /// Meta, 360dialog: `name` or `name:language`; Bird: `slug` or `slug:language`.
    case named(String, language: String)
    /// Twilio: the ContentSid, `HX` and 32 hexadecimal digits.
    case content(sid: String)
    /// MessageBird, 1msg: `namespace:name` or `namespace:name:language`.
    case namespaced(namespace: String, name: String, language: String)
    /// Bird's channels: `project:version` or `project:version:locale`.
    case project(id: String, version: String, language: String)

    /// - Parameters:
    ///   - locale: `ru`, `en` or `it`: the language where the value names none.
    /// - Returns: nil for a value that is not in the provider's form.
    package init?(_ text: String, for kind: ProviderKind, locale: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let language = { (index: Int) in parts.count > index ? parts[index] : locale }
        switch (kind, parts.count) {
        case (.twilio, 1):
            guard text.hasPrefix("HX"), text.utf8.count == 34, text.dropFirst(2).allSatisfy(\.isHexDigit) else {
                return nil
            }
            self = .content(sid: text)
        case (.meta, 1...2), (.dialog360, 1...2), (.bird, 1...2):
            guard Self.isName(parts[0], dashed: kind == .bird), Self.isLanguage(language(1)) else { return nil }
            self = .named(parts[0], language: language(1))
        case (.messageBird, 2...3), (.chatAPI, 2...3):
            guard Self.isName(parts[0], dashed: true), Self.isName(parts[1]), Self.isLanguage(language(2)) else {
                return nil
            }
            self = .namespaced(namespace: parts[0], name: parts[1], language: language(2))
        case (.birdChannels, 2...3):
            guard Self.isName(parts[0], dashed: true), Self.isName(parts[1], dashed: true),
                Self.isLanguage(language(2))
            else { return nil }
            self = .project(id: parts[0], version: parts[1], language: language(2))
        default: return nil
        }
    }

    /// The form that `kind` wants, for an error's example.
    package static func example(for kind: ProviderKind) -> String {
        switch kind {
        case .twilio: "the template's ContentSid, HX and 32 hexadecimal digits"
        case .meta, .dialog360: "new_listings:en"
        case .bird: "new-listings:en"
        case .messageBird, .chatAPI: "my_namespace:new_listings:en"
        case .birdChannels: "project-id:version-id:en"
        case .telegram: "none"
        }
    }

    private static func isName(_ text: String, dashed: Bool = false) -> Bool {
        (1...512).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"): dashed
                default: false
                }
            }
    }

    /// `ru`, `en_GB`, `it-IT`, `zh_Hant`.
    private static func isLanguage(_ text: String) -> Bool {
        text.wholeMatch(of: /[a-z]{2,3}([_-][A-Za-z]{2,4})?/) != nil
    }
}
