import Testing

@testable import Listings

@Suite("One home at several portals")
struct HomeRuleTests {
    static func flat(_ source: String, _ change: (inout Listing) -> Void = { _ in }) -> Listing {
        var listing = Listing(
            source: source, externalID: "1", url: "https://\(source).invalid/1", title: "Bilocale", price: 900,
            propertyType: .apartment, rooms: 2, area: 55, floor: "3", address: "Via Appia Nuova, 120", city: "Roma")
        change(&listing)
        return listing
    }

    private func isSame(_ left: Listing, _ right: Listing) throws -> Bool {
        let left = try #require(HomeFacts(left))
        let right = try #require(HomeFacts(right))
        #expect(HomeRule.isSame(left, right) == HomeRule.isSame(right, left))
        return HomeRule.isSame(left, right)
    }

    private func same(_ change: (inout Listing) -> Void) throws -> Bool {
        try isSame(Self.flat("idealista"), Self.flat("immobiliare", change))
    }

    @Test("the same flat, told alike by two portals, is one; by one portal it is two")
    func plain() throws {
        #expect(try same { _ in })
        #expect(try !isSame(Self.flat("idealista"), Self.flat("idealista")))
        #expect(
            try same {
                $0.city = "Rome"
                $0.address = "via appia nuova n. 120, Appio Latino"
                $0.propertyType = .penthouse
                $0.area = 55.6
            })
        #expect(try same { $0.price = 890 })
    }

    @Test("other flats of the same building stay others")
    func neighbours() throws {
        #expect(try !same { $0.floor = "4" })
        #expect(try !same { $0.area = 58 })
        #expect(try !same { $0.price = 950 })
        #expect(try !same { $0.rooms = 3 })
        #expect(try !same { $0.address = "Via Appia Nuova, 122" })
        #expect(try !same { $0.address = "Via Appia Antica, 120" })
        // Nearly the same, and nothing says on which floor.
        #expect(
            try !same {
                $0.floor = nil
                $0.price = 890
            })
        #expect(
            try !same {
                $0.price = 890
                $0.area = 54.5
            })
    }

    @Test("what is not stated proves nothing")
    func missing() throws {
        #expect(HomeFacts(Self.flat("casa") { $0.price = nil }) == nil)
        #expect(HomeFacts(Self.flat("casa") { $0.area = nil }) == nil)
        #expect(HomeFacts(Self.flat("casa") { $0.address = nil }) == nil)
        #expect(try !same { $0.rooms = nil })
        // The street alone: only with all that tells a flat from its neighbours.
        #expect(try same { $0.address = "Via Appia Nuova" })
        #expect(
            try !same {
                $0.address = "Via Appia Nuova"
                $0.floor = nil
            })
        #expect(try same { $0.floor = nil })
    }

    @Test("coordinates close by count as a place, far ones as another home")
    func distance() throws {
        let here = Self.flat("idealista") { ($0.address, $0.latitude, $0.longitude) = (nil, 41.8800, 12.5100) }
        func there(_ latitude: Double) -> Listing {
            Self.flat("casa") { ($0.address, $0.latitude, $0.longitude) = (nil, latitude, 12.5100) }
        }
        #expect(try isSame(here, there(41.8803)))
        #expect(try !isSame(here, there(41.8810)))
        var unfloored = there(41.8803)
        unfloored.floor = nil
        #expect(try !isSame(here, unfloored))
        var addressed = Self.flat("idealista")
        (addressed.latitude, addressed.longitude) = (41.88, 12.51)
        var moved = Self.flat("casa")
        (moved.latitude, moved.longitude) = (41.89, 12.51)
        #expect(try !isSame(addressed, moved))
    }

    @Test("a shared picture says more than an address, yet nothing against what is stated")
    func pictures() throws {
        func shown(_ source: String, _ name: String, _ change: (inout Listing) -> Void = { _ in }) -> Listing {
            Self.flat(source) {
                ($0.address, $0.floor, $0.images) = (nil, nil, ["https://\(source).invalid/img/\(name)"])
                change(&$0)
            }
        }
        #expect(try isSame(shown("idealista", "crm-84921044.jpg"), shown("casa", "big/84921044.webp?w=200")))
        #expect(try !isSame(shown("idealista", "1.jpg"), shown("casa", "1.jpg")))
        #expect(try !isSame(shown("idealista", "84921044.jpg"), shown("casa", "84921044.jpg") { $0.rooms = 3 }))
    }

    @Test("rooms of one flat are told apart by nothing but their pictures")
    func rooms() throws {
        let room = Self.flat("idealista") { $0.propertyType = .room }
        #expect(try !isSame(room, Self.flat("subito") { $0.propertyType = .room }))
        #expect(try !isSame(room, Self.flat("subito")))
    }

    @Test("another currency is another price")
    func currency() throws {
        #expect(try !same { $0.priceCurrency = "CHF" })
    }

    @Test(
        "the surest home is chosen, of equals the oldest; one that the portal lists already, or that contradicts, is not"
    )
    func choice() throws {
        let listing = try #require(HomeFacts(Self.flat("casa")))
        func candidate(_ home: Int64, _ change: (inout Listing) -> Void = { _ in }) throws -> HomeChoice.Candidate {
            .init(homeID: home, facts: try #require(HomeFacts(Self.flat("idealista", change))))
        }
        let candidates = [try candidate(9) { $0.floor = nil }, try candidate(8), try candidate(7)]
        #expect(HomeChoice.home(for: listing, among: candidates, taken: []) == 7)
        #expect(HomeChoice.home(for: listing, among: candidates, taken: [7]) == 8)
        #expect(HomeChoice.home(for: listing, among: candidates, taken: [7, 8]) == 9)
        let contradicted = [try candidate(7), try candidate(7) { $0.floor = "5" }]
        #expect(HomeChoice.home(for: listing, among: contradicted, taken: []) == nil)
        #expect(HomeChoice.home(for: listing, among: [], taken: []) == nil)
    }
}
