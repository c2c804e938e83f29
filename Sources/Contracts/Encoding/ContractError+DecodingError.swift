extension ContractError {
    /// What a decoder found, in words that name the field and never its value.
    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self = .undecodable(path: path(context.codingPath + [key]), problem: "is missing")
        case .valueNotFound(let type, let context):
            self = .undecodable(path: path(context.codingPath), problem: "is null, must be \(name(of: type))")
        case .typeMismatch(let type, let context):
            self = .undecodable(path: path(context.codingPath), problem: "must be \(name(of: type))")
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            self = .undecodable(path: "body", problem: "is not JSON in UTF-8")
        case .dataCorrupted(let context):
            self = .undecodable(path: path(context.codingPath), problem: problem(context.debugDescription))
        @unknown default:
            self = .undecodable(path: "body", problem: "cannot be decoded")
        }
    }
}

/// `listings[0].price` for the keys `listings`, 0, `price`; `body` for none.
private func path(_ keys: [any CodingKey]) -> String {
    var path = ""
    for key in keys {
        if let index = key.intValue {
            path += "[\(index)]"
        } else {
            path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
        }
    }
    return path.isEmpty ? "body" : path
}

/// Our own descriptions begin with "is"; a decoder's may quote the value, so they are not passed on.
private func problem(_ description: String) -> String {
    description.hasPrefix("is ") ? description : "has a value that is not allowed here"
}

private func name(of type: any Any.Type) -> String {
    switch type {
    case is String.Type: "a string"
    case is Bool.Type: "true or false"
    case is Int.Type, is Int64.Type: "a whole number"
    case is Double.Type: "a number"
    default: "\(type)".hasPrefix("Array") ? "an array" : "an object"
    }
}
