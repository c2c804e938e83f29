/// The part of JSON Schema 2020-12 that our schemas use: type, enum, const, properties, required, items, $ref to a
/// file. Stricter in one thing: a field that the schema does not name is a fault, so schemas stay complete.
enum SchemaCheck {
    static func faults(of json: JSON, _ schema: JSON, path: String) throws -> [String] {
        if let file = schema["$ref"]?.strings.first {
            return try faults(of: json, try Repository.json("docs/contracts/schemas/\(file)"), path: path)
        }
        var faults: [String] = []
        if let types = schema["type"]?.strings, !types.contains(where: { json.is($0) }) {
            faults.append("\(path): is not \(types)")
        }
        if case .array(let values)? = schema["enum"], !values.contains(json) { faults.append("\(path): not in enum") }
        if let value = schema["const"], value != json { faults.append("\(path): is not \(value)") }
        if case .array(let items) = json, let itemSchema = schema["items"] {
            for (index, item) in items.enumerated() {
                faults += try Self.faults(of: item, itemSchema, path: "\(path)[\(index)]")
            }
        }
        if case .object(let fields) = json { faults += try self.faults(of: fields, schema, path: path) }
        return faults
    }

    private static func faults(of fields: [String: JSON], _ schema: JSON, path: String) throws -> [String] {
        let prefix = path.isEmpty ? "" : path + "."
        var faults: [String] = []
        for name in schema["required"]?.strings ?? [] where fields[name] == nil {
            faults.append("\(prefix)\(name): is missing")
        }
        for (name, value) in fields {
            guard let field = schema["properties"]?[name] else {
                faults.append("\(prefix)\(name): is not in the schema")
                continue
            }
            faults += try self.faults(of: value, field, path: prefix + name)
        }
        return faults
    }
}

extension JSON {
    fileprivate func `is`(_ type: String) -> Bool {
        switch (self, type) {
        case (.null, "null"), (.bool, "boolean"), (.number, "number"), (.string, "string"), (.array, "array"),
            (.object, "object"):
            true
        case (.number(let number), "integer"): number == number.rounded()
        default: false
        }
    }
}
