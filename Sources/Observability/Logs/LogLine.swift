import Foundation
import Logging

/// One event, ready to be written in either format.
struct LogLine {
    let time: Date
    let level: Logger.Level
    let label: String
    let message: String
    let fields: [(key: String, value: String)]

    /// `time LEVEL label: message key=value …`; what would break the line or the pairs is escaped.
    var text: String {
        var line = "\(timestamp) \(level.rawValue.uppercased()) \(label): \(Self.oneLine(message))"
        for (key, value) in fields { line += " \(key)=\(Self.quotedIfNeeded(value))" }
        return line
    }

    /// The same as a JSON object whose first keys are always `time`, `level`, `logger`, `message`.
    var json: String {
        var line = "{\"time\":\"\(timestamp)\",\"level\":\"\(level.rawValue.uppercased())\""
        line += ",\"logger\":\(Self.jsonString(label)),\"message\":\(Self.jsonString(message))"
        for (key, value) in fields where !["time", "level", "logger", "message"].contains(key) {
            line += ",\(Self.jsonString(key)):\(Self.jsonString(value))"
        }
        return line + "}"
    }

    private var timestamp: String {
        time.formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted))
    }

    private static func oneLine(_ value: String) -> String {
        guard value.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else { return value }
        return value.unicodeScalars.reduce(into: "") { line, scalar in
            switch scalar {
            case "\n": line += "\\n"
            case "\r": line += "\\r"
            case "\t": line += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: line += "\\u{\(String(scalar.value, radix: 16))}"
            default: line.unicodeScalars.append(scalar)
            }
        }
    }

    private static func quotedIfNeeded(_ value: String) -> String {
        let line = oneLine(value)
        guard line.isEmpty || line.contains(where: { $0 == " " || $0 == "\"" || $0 == "=" }) else { return line }
        return "\"\(line.replacing("\"", with: "\\\""))\""
    }

    private static func jsonString(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
