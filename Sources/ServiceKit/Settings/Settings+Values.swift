import Foundation

/// Values with a type, a range and a default. Every fault is a ``SettingError`` that says what would be right.
extension Settings {
    /// A whole number within a range.
    package func int(_ name: String, default fallback: Int, in range: ClosedRange<Int>) throws -> Int {
        guard let text = try string(name) else { return fallback }
        guard let value = Int(text), range.contains(value) else {
            throw SettingError(
                variable: name, fault: "is not a whole number from \(range.lowerBound) to \(range.upperBound)",
                example: String(fallback))
        }
        return value
    }

    /// A number within a range, with a point as its decimal mark.
    package func double(_ name: String, default fallback: Double, in range: ClosedRange<Double>) throws -> Double {
        guard let text = try string(name) else { return fallback }
        guard let value = Double(text), range.contains(value) else {
            throw SettingError(
                variable: name, fault: "is not a number from \(range.lowerBound) to \(range.upperBound)",
                example: String(fallback))
        }
        return value
    }

    /// `true`, `yes`, `on`, `1` or their opposites, in any case.
    package func bool(_ name: String, default fallback: Bool) throws -> Bool {
        try bool(name) ?? fallback
    }

    /// As ``bool(_:default:)``, nil when the variable is not set.
    package func bool(_ name: String) throws -> Bool? {
        guard let text = try string(name) else { return nil }
        switch text.lowercased() {
        case "true", "yes", "on", "1": return true
        case "false", "no", "off", "0": return false
        default: throw SettingError(variable: name, fault: "is neither true nor false", example: "true")
        }
    }

    /// A span in seconds, fractions allowed.
    package func seconds(
        _ name: String, default fallback: Double, in range: ClosedRange<Double> = 0...31_536_000
    ) throws -> Duration {
        .milliseconds(Int64((try double(name, default: fallback, in: range) * 1000).rounded()))
    }

    /// Values between commas, without the spaces around them; empty when the variable is not set.
    package func list(_ name: String) throws -> [String] {
        guard let text = try string(name) else { return [] }
        return text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
            .filter { !$0.isEmpty }
    }

    /// One of a fixed set of words, in any case.
    package func choice(_ name: String, default fallback: String, among choices: [String]) throws -> String {
        guard let text = try string(name) else { return fallback }
        guard choices.contains(text.lowercased()) else {
            throw SettingError(
                variable: name, fault: "is not one of \(choices.joined(separator: ", "))", example: fallback)
        }
        return text.lowercased()
    }

    /// An address with one of the given schemes and a host; nil when the variable is not set.
    package func url(_ name: String, schemes: [String], example: String) throws -> String? {
        guard let text = try string(name) else { return nil }
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            schemes.contains(scheme), let host = parts.host, !host.isEmpty
        else {
            let wanted = schemes.map { $0 + "://" }.joined(separator: " or ")
            throw SettingError(variable: name, fault: "is not an address that begins with \(wanted)", example: example)
        }
        return text
    }

    /// An address that must be set.
    package func requiredURL(_ name: String, schemes: [String], example: String) throws -> String {
        guard let url = try url(name, schemes: schemes, example: example) else {
            throw SettingError(variable: name, fault: "is not set", example: example)
        }
        return url
    }
}
