import Contracts
import Foundation
import Testing

@Suite struct ListeningPageTests {
    @Test("the page on listening shows the example that is run, and links what exists")
    func page() throws {
        let page = String(decoding: try Repository.bytes("docs/contracts/listening.md"), as: UTF8.self)
        let example = String(decoding: try Repository.bytes("docs/contracts/listen.py"), as: UTF8.self)
        #expect(page.contains("```python\n\(example)```"))
        #expect(example.contains("\"\(Exchange.deliveries)\""))
        #expect(example.contains(MessageType.deliveryChanged.rawValue))
        #expect(example.split(separator: "\n").count { !$0.hasPrefix("#") } <= 10)
        for link in page.matches(of: /\]\(([^)h][^)]*)\)/).map(\.1) {
            #expect(throws: Never.self) { try Repository.bytes("docs/contracts/\(link)") }
        }
    }
}
