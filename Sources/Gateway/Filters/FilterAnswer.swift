import Foundation
import Listings
import Persistence

/// A filter as clients read it. `city` and `property_type` are the first of `cities` and `property_types`.
struct FilterAnswer: Encodable, Sendable {
    let id: Int64
    let userId: Int64
    let name: String
    let isActive: Bool
    @OrNull var city: String?
    let cities: [String]
    @OrNull var minPrice: Double?
    @OrNull var maxPrice: Double?
    @OrNull var maxPricePerM2: Double?
    @OrNull var propertyType: String?
    let propertyTypes: [String]
    @OrNull var minRooms: Int?
    @OrNull var maxRooms: Int?
    @OrNull var minArea: Double?
    @OrNull var maxArea: Double?
    @OrNull var furnished: Bool?
    @OrNull var petsAllowed: Bool?
    @OrNull var latitude: Double?
    @OrNull var longitude: Double?
    @OrNull var radiusKm: Double?
    let includeWords: [String]
    let excludeWords: [String]
    @OrNull var areaPolygon: GeoPolygon?
    let privateOnly: Bool
    let sources: [String]
    let notificationEnabled: Bool
    @OrNull var notificationFrequencyHours: Int?
    let notifyTelegram: Bool
    let notifyWhatsapp: Bool
    @OrNull var pausedAt: Date?
    let createdAt: Date
    let updatedAt: Date

    init(_ filter: FilterRecord) {
        let conditions = filter.conditions
        (id, userId, name, isActive) = (filter.id, filter.userID, filter.name, filter.isActive)
        (city, cities) = (conditions.cities.first, conditions.cities)
        (minPrice, maxPrice, maxPricePerM2) = (conditions.minPrice, conditions.maxPrice, conditions.maxPricePerM2)
        propertyTypes = conditions.propertyTypes.map(\.rawValue)
        propertyType = propertyTypes.first
        (minRooms, maxRooms) = (conditions.minRooms, conditions.maxRooms)
        (minArea, maxArea) = (conditions.minArea, conditions.maxArea)
        (furnished, petsAllowed) = (conditions.furnished, conditions.petsAllowed)
        (latitude, longitude, radiusKm) = (conditions.latitude, conditions.longitude, conditions.radiusKm)
        (includeWords, excludeWords) = (conditions.includeWords, conditions.excludeWords)
        (areaPolygon, privateOnly, sources) = (conditions.areaPolygon, conditions.privateOnly, conditions.sources)
        notificationEnabled = filter.settings.notificationEnabled
        notificationFrequencyHours = filter.settings.notificationFrequencyHours
        notifyTelegram = filter.settings.notifyTelegram
        notifyWhatsapp = filter.settings.notifyWhatsApp
        (pausedAt, createdAt, updatedAt) = (filter.pausedAt, filter.createdAt, filter.updatedAt)
    }
}
