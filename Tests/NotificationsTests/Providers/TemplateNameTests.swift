import Notifications
import Testing

@Suite("A template's name in the settings")
struct TemplateNameTests {
    private static let sid = "HX0123456789abcdef0123456789ABCDEF"

    @Test(
        "is read as the provider writes it",
        arguments: [
            ("new_listings", ProviderKind.meta, TemplateName.named("new_listings", language: "it")),
            ("new_listings:en_GB", .dialog360, .named("new_listings", language: "en_GB")),
            ("new-listings:en-GB", .bird, .named("new-listings", language: "en-GB")),
            (sid, .twilio, .content(sid: sid)),
            ("a_b:new:ru", .messageBird, .namespaced(namespace: "a_b", name: "new", language: "ru")),
            ("a_b:new", .chatAPI, .namespaced(namespace: "a_b", name: "new", language: "it")),
            ("p-1:v-2", .birdChannels, .project(id: "p-1", version: "v-2", language: "it")),
        ])
    func right(_ text: String, _ kind: ProviderKind, _ expected: TemplateName) {
        #expect(TemplateName(text, for: kind, locale: "it") == expected)
    }

    @Test(
        "is refused when it is another provider's, or nobody's",
        arguments: [
            ("", ProviderKind.meta), ("New Listings", .meta), ("a:b:c", .meta), ("a:", .meta), ("a:english", .meta),
            ("new_listings", .twilio), ("HX123", .twilio), ("HX" + String(repeating: "g", count: 32), .twilio),
            ("new_listings", .messageBird), ("a:b:c:d", .messageBird), (":b", .messageBird), ("p", .birdChannels),
            ("a\n", .meta), ("x", .telegram),
        ])
    func wrong(_ text: String, _ kind: ProviderKind) {
        #expect(TemplateName(text, for: kind, locale: "it") == nil)
    }
}
