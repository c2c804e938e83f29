/// A form as a template fills it: `f.<field>` has the value and the fault of each field.
enum FormValues {
    /// - Parameters:
    ///   - names: the fields of the form.
    ///   - value: what stands in a field.
    static func of(_ names: [String], faults: FormFaults?, _ value: (String) -> String) -> [String: Any] {
        var fields: [String: Any] = [:]
        for name in names {
            var field: [String: Any] = ["value": value(name)]
            if let fault = faults?[name] { field["error"] = ["text": fault, "id": "\(name)-error"] }
            fields[name] = field
        }
        return fields
    }

    /// The choices of a select or a group of boxes, the chosen ones marked.
    static func choices(_ values: [(value: String, label: String)], chosen: Set<String>) -> [[String: Any]] {
        values.map { ["value": $0.value, "label": $0.label, "chosen": chosen.contains($0.value)] }
    }
}
