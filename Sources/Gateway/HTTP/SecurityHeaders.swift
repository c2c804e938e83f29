import HTTPTypes
import Hummingbird

/// Headers that every answer carries: nothing is sniffed, framed or leaked as a referrer; API answers are not cached.
struct SecurityHeaders: Sendable {
    private let always: [HTTPField]
    private let unlessSet: [HTTPField]

    /// - Parameter isSecure: whether people come by https: then their browsers come by nothing else for a year.
    init(isSecure: Bool) {
        let nosniff = HTTPField(name: .xContentTypeOptions, value: "nosniff")
        let transport = HTTPField(name: .strictTransportSecurity, value: "max-age=31536000")
        always = isSecure ? [nosniff, transport] : [nosniff]
        unlessSet = [
            HTTPField(name: .referrerPolicy, value: "no-referrer"),
            HTTPField(name: .cacheControl, value: "no-store"),
            HTTPField(name: .contentSecurityPolicy, value: "default-src 'none'; frame-ancestors 'none'"),
        ]
    }

    func add(to headers: inout HTTPFields) {
        for field in always { headers[fields: field.name] = [field] }
        for field in unlessSet where !headers.contains(field.name) { headers.append(field) }
    }
}

extension HTTPField.Name {
    static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .eTag
}
