import Testing

@testable import Listings

@Suite("Addresses")
struct StreetAddressTests {
    @Test(
        "spellings of one address are one",
        arguments: [
            ("Via del Corso, 123, Roma", "via del corso 123"), ("V. del Corso n. 123", "Via Del Corso, 123"),
            ("C.so Italia 5/A", "corso Italia, 5 a"), ("P.zza Navona 3 bis", "Piazza Navona, 3bis"),
            ("Viale Città d'Europa 10", "v.le citta d'europa, 10, EUR"),
            ("via G. Garibaldi 7", "Via Giuseppe Garibaldi 7"),
            ("Trastevere, via della Lungara 8", "Via della Lungara, 8"),
            ("via 20 settembre 5", "Via 20 Settembre, 5, Torino"),
        ])
    func spellings(left: String, right: String) throws {
        let left = try #require(StreetAddress(left))
        let right = try #require(StreetAddress(right))
        #expect(left.isSameStreet(as: right) == true, "\(left) \(right)")
        #expect(left.number == right.number && left.number != nil, "\(left) \(right)")
    }

    @Test(
        "other streets are others",
        arguments: [
            ("via Roma 3", "viale Roma 3"), ("via Roma", "via Milano"), ("via Giulio Cesare", "via Giulia Cesare"),
            ("via 4 novembre 2", "via 20 settembre 2"),
        ])
    func others(left: String, right: String) throws {
        #expect(try #require(StreetAddress(left)).isSameStreet(as: try #require(StreetAddress(right))) == false)
    }

    @Test("a short form proves nothing: via Colonna is not always via Marcantonio Colonna")
    func shortForms() throws {
        let short = try #require(StreetAddress("via Colonna 5"))
        #expect(short.isSameStreet(as: try #require(StreetAddress("via Marcantonio Colonna 5"))) == nil)
    }

    @Test("what is not stated is not made up", arguments: ["", " , ", "123", "via", "via 12"])
    func nothing(text: String) {
        #expect(StreetAddress(text) == nil)
    }

    @Test(
        "a street without a number has none", arguments: ["corso Enrico Tazzoli", "via Roma snc", "Via Roma, Milano"])
    func unnumbered(text: String) throws {
        #expect(try #require(StreetAddress(text)).number == nil)
    }
}
