/// Checks what a filter says beside its conditions.
package enum FilterSettingsValidation {
    /// The name without needless blanks.
    /// - Throws: a fault of `name` where it is empty or too long.
    package static func name(_ name: String) throws(FieldError) -> String {
        let name = name.collapsed
        guard !name.isEmpty, name.unicodeScalars.count <= ConditionsLimits.name, !name.contains(where: \.isControl)
        else {
            throw FieldError("name", "must have 1 to \(ConditionsLimits.name) characters")
        }
        return name
    }

    /// - Throws: a fault of `notification_frequency_hours` outside 1 to 168.
    package static func frequencyHours(_ hours: Int?) throws(FieldError) -> Int? {
        guard let hours else { return nil }
        guard ConditionsLimits.frequencyHours.contains(hours) else {
            throw FieldError(
                "notification_frequency_hours",
                "must be from \(ConditionsLimits.frequencyHours.lowerBound) to "
                    + "\(ConditionsLimits.frequencyHours.upperBound) hours, or null")
        }
        return hours
    }
}
