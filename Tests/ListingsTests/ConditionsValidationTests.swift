import Foundation
import Listings
import Testing

@Suite struct ConditionsValidationTests {
    private func conditions(_ json: String) throws -> FilterConditions {
        try ConditionsValidation.conditions(JSONDecoder().decode(ConditionsInput.self, from: Data(json.utf8)))
    }

    private func faults(_ json: String) throws -> [FieldError] {
        do {
            _ = try conditions(json)
            return []
        } catch let error as InvalidFields {
            return error.errors
        }
    }

    @Test("old and new names come together")
    func names() throws {
        let found = try conditions(
            #"""
            {"name":"x","city":" Roma ","cities":["Рим","Milano"],"property_type":"appartamento","property_types":["studio"],
             "min_price":500,"max_price":900.5,"min_rooms":2,"max_rooms":2.0,"furnished":null,"latitude":41.9,
             "longitude":12.5,"radius_km":3,"sources":["casa_it","casa"],"private_only":true,"include_words":["  posto  auto "],
             "area_polygon":{"type":"Polygon","coordinates":[[[9,45],[10,45],[10,46],[9,45]]]}}
            """#)
        #expect(
            found
                == FilterConditions(
                    cities: ["Roma", "Milano"], minPrice: 500, maxPrice: 900.5, propertyTypes: [.apartment, .studio],
                    minRooms: 2,
                    maxRooms: 2, latitude: 41.9, longitude: 12.5, radiusKm: 3, includeWords: ["posto auto"],
                    areaPolygon: GeoPolygon(rings: [
                        [
                            .init(longitude: 9, latitude: 45), .init(longitude: 10, latitude: 45),
                            .init(longitude: 10, latitude: 46),
                            .init(longitude: 9, latitude: 45),
                        ]
                    ]), privateOnly: true, sources: ["casa"]))
        #expect(found.cityKeys == ["roma", "milano"])
        #expect(ConditionsValidation.errors(in: found).isEmpty)
    }

    @Test(
        "all, nothing and null are any",
        arguments: [
            #"{"property_type":"all","city":"","cities":[]}"#, #"{"property_type":null,"city":null}"#, "{}",
            #"{"property_type":"","property_types":["ALL","room"]}"#,
        ])
    func any(json: String) throws {
        #expect(try conditions(json) == FilterConditions())
    }

    @Test(
        "a fault is named by its field and says what would be right",
        arguments: [
            (#"{"min_price":-5}"#, "min_price", "must be from 0"),
            (#"{"max_price":1000000000000}"#, "max_price", "must be from 0"),
            (#"{"min_price":900,"max_price":500}"#, "max_price", "is below min_price"),
            (#"{"min_rooms":3,"max_rooms":2}"#, "max_rooms", "is below min_rooms, must be at least 3"),
            (#"{"min_rooms":-1}"#, "min_rooms", "must be from 0 to 200"),
            (#"{"min_rooms":2.5}"#, "min_rooms", "must be a whole number"),
            (#"{"max_rooms":1e300}"#, "max_rooms", "must be a whole number"),
            (#"{"min_area":80,"max_area":70}"#, "max_area", "is below min_area"),
            (#"{"min_price":"cheap"}"#, "min_price", "must be a number"),
            (#"{"min_price":1e999}"#, "min_price", "must be a number"),
            (#"{"max_price_per_m2":-1}"#, "max_price_per_m2", "must be from 0"),
            (
                #"{"property_type":"castle"}"#, "property_type",
                "must be one of apartment, house, room, studio, penthouse"
            ),
            (#"{"property_types":["room","castle"]}"#, "property_types[1]", "must be one of"),
            (#"{"property_types":"room"}"#, "property_types", "must be a list"),
            (#"{"radius_km":5}"#, "radius_km", "needs latitude and longitude"),
            (#"{"radius_km":5,"latitude":41}"#, "radius_km", "needs latitude and longitude"),
            (#"{"latitude":41}"#, "longitude", "is missing"),
            (#"{"radius_km":0,"latitude":41,"longitude":12}"#, "radius_km", "must be from"),
            (#"{"latitude":91,"longitude":12}"#, "latitude", "must be from -90.0 to 90.0"),
            (#"{"city":"!!"}"#, "city", "must be a city's name"),
            (#"{"cities":["Roma",""]}"#, "cities[1]", "is empty"),
            (#"{"include_words":["..."]}"#, "include_words[0]", "must hold a letter or a digit"),
            (
                #"{"include_words":["Più"],"exclude_words":["asta","PIU"]}"#, "exclude_words[1]",
                "is among include_words"
            ),
            (#"{"sources":["a/b"]}"#, "sources[0]", "must be a portal's name"),
            (#"{"furnished":"maybe"}"#, "furnished", "must be true or false"),
            (#"{"area_polygon":{"type":"Point","coordinates":[1,2]}}"#, "area_polygon", "must be a GeoJSON polygon"),
            (#"{"area_polygon":{"type":"Polygon","coordinates":[]}}"#, "area_polygon", "has no ring"),
        ])
    func faults(json: String, field: String, detail: String) throws {
        let found = try faults(json)
        #expect(found.map(\.field) == [field], "\(found)")
        #expect(found.first?.detail.contains(detail) == true, "\(found)")
    }

    @Test("NaN and infinity are refused wherever they come from", arguments: [Double.nan, .infinity, -.infinity])
    func notFinite(number: Double) {
        var input = ConditionsInput()
        input.minPrice = number
        input.maxArea = number
        input.latitude = number
        input.longitude = number
        input.radiusKm = number
        input.areaPolygon = GeoPolygon(rings: [
            [
                .init(longitude: number, latitude: 45), .init(longitude: 10, latitude: 45),
                .init(longitude: 10, latitude: 46), .init(longitude: number, latitude: 45),
            ]
        ])
        let error = #expect(throws: InvalidFields.self) { try ConditionsValidation.conditions(input) }
        let fields = Set(error?.errors.map(\.field) ?? [])
        #expect(fields == ["min_price", "max_area", "latitude", "longitude", "radius_km", "area_polygon"])
    }

    @Test("lists and words are bounded")
    func bounded() throws {
        var input = ConditionsInput()
        input.cities = (0...20).map { "Città \($0)x" }
        input.includeWords = Array(repeating: "parola", count: 21)
        input.excludeWords = [String(repeating: "a", count: 51)]
        input.sources = (0...20).map { "s\($0)" }
        let error = #expect(throws: InvalidFields.self) { try ConditionsValidation.conditions(input) }
        #expect(error?.errors.map(\.field) == ["cities", "include_words", "exclude_words[0]", "sources"])
    }

    @Test(
        "a polygon that crosses itself, is open or too long is refused",
        arguments: [
            ([(0, 0), (1, 1), (1, 0), (0, 1), (0, 0)], "crosses"),
            ([(0, 0), (1, 0), (1, 1), (0, 1)], "not closed"),
            ([(0, 0), (1, 0), (0, 0)], "not closed"),
            ([(0, 0), (1, 0), (2, 0), (0, 0)], "crosses"),
            ([(0, 0), (1, 0), (1, 0), (0, 1), (0, 0)], "same position twice"),
            ([(0, 0), (200, 0), (1, 1), (0, 0)], "off the map"),
            ([(0, 0), (2, 0), (2, 2), (1, 0), (0, 2), (0, 0)], "crosses"),
        ] as [([(Double, Double)], String)])
    func polygons(corners: [(Double, Double)], fault: String) {
        let ring = corners.map { GeoPolygon.Position(longitude: $0.0, latitude: $0.1) }
        #expect(GeoPolygon(rings: [ring]).fault?.contains(fault) == true)
    }

    @Test("a good polygon has no fault, however it turns")
    func goodPolygon() {
        let square = Samples.square(41, 12, 1)
        #expect(GeoPolygon(rings: [square]).fault == nil)
        #expect(GeoPolygon(rings: [square.reversed(), Samples.square(41.2, 12.2, 0.1)]).fault == nil)
        #expect(GeoPolygon(rings: Array(repeating: square, count: 11)).fault != nil)
        #expect(
            GeoPolygon(rings: [Array(repeating: square, count: 101).flatMap(\.self)]).fault?.contains("500") == true)
    }

    @Test("a filter's name and frequency have limits")
    func settings() throws {
        #expect(try FilterSettingsValidation.name("  Мой   фильтр ") == "Мой фильтр")
        for name in ["", "   ", String(repeating: "a", count: 101)] {
            #expect(throws: FieldError.self) { try FilterSettingsValidation.name(name) }
        }
        for hours in [1, 24, 168] { #expect(try FilterSettingsValidation.frequencyHours(hours) == hours) }
        #expect(try FilterSettingsValidation.frequencyHours(nil) == nil)
        for hours in [0, -1, 169] {
            let error = #expect(throws: FieldError.self) { try FilterSettingsValidation.frequencyHours(hours) }
            #expect(error?.field == "notification_frequency_hours")
        }
    }
}
