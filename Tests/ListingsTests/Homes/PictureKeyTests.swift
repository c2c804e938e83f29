import Testing

@testable import Listings

@Suite("A picture's name")
struct PictureKeyTests {
    @Test(
        "is the longest part of the address that holds four digits, wherever a portal keeps it",
        arguments: [
            ("https://a.example/img/AG12345678-foto.JPG?w=800", "ag12345678"),
            ("https://b.example/x/1/ag12345678_large.jpg", "ag12345678"),
            ("https://c.example/abc12345/def67890/1.jpg", "abc12345"),
            ("https://d.example/abc12345/longer1234567", "longer1234567"),
        ])
    func names(address: String, key: String) {
        #expect(PictureKey(address)?.text == key)
    }

    @Test(
        "says nothing when it is short, has few digits, or is the host's or the query's",
        arguments: [
            "https://a.example/1.jpg", "https://a.example/photograph.jpg", "https://pictures12345678.example/a.jpg",
            "https://a.example/a.jpg?id=12345678901", "https://a.example", "", "https://",
        ])
    func tellsNothing(address: String) {
        #expect(PictureKey(address) == nil)
    }
}
