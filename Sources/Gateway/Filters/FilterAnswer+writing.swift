import Contracts
import Listings

extension FilterAnswer {
    /// The same as the encoder's, in one pass.
    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("id", id)
            $0.field("user_id", userId)
            $0.field("name", name)
            $0.field("is_active", isActive)
            writeConditions(to: &$0)
            $0.field("notification_enabled", notificationEnabled)
            $0.field("notification_frequency_hours", notificationFrequencyHours)
            $0.field("notify_telegram", notifyTelegram)
            $0.field("notify_whatsapp", notifyWhatsapp)
            $0.field("paused_at", pausedAt)
            $0.field("created_at", createdAt)
            $0.field("updated_at", updatedAt)
        }
    }

    private func writeConditions(to writer: inout JSONWriter) {
        writer.field("city", city)
        writer.field("cities", cities)
        writer.field("min_price", minPrice)
        writer.field("max_price", maxPrice)
        writer.field("max_price_per_m2", maxPricePerM2)
        writer.field("property_type", propertyType)
        writer.field("property_types", propertyTypes)
        writer.field("min_rooms", minRooms)
        writer.field("max_rooms", maxRooms)
        writer.field("min_area", minArea)
        writer.field("max_area", maxArea)
        writer.field("furnished", furnished)
        writer.field("pets_allowed", petsAllowed)
        writer.field("latitude", latitude)
        writer.field("longitude", longitude)
        writer.field("radius_km", radiusKm)
        writer.field("include_words", includeWords)
        writer.field("exclude_words", excludeWords)
        if let areaPolygon {
            writer.field("area_polygon") { areaPolygon.write(to: &$0) }
        } else {
            writer.field("area_polygon", nil as String?)
        }
        writer.field("private_only", privateOnly)
        writer.field("sources", sources)
    }
}

extension GeoPolygon {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("type", "Polygon")
            $0.field("coordinates") {
                $0.array(rings) { writer, ring in
                    writer.array(ring) { writer, position in
                        writer.array([position.longitude, position.latitude]) { $0.number($1) }
                    }
                }
            }
        }
    }
}
