/// What people see of a business when they open its chat. A field that is nil is not set, or not to be changed.
package struct BusinessProfile: Sendable, Equatable, Codable {
    package var about: String?
    package var address: String?
    package var description: String?
    package var email: String?
    /// The trade: one of `verticals`.
    package var vertical: String?
    package var websites: [String]?
    /// Told, never set here: a picture has to be uploaded first.
    package var pictureURL: String?

    package init(
        about: String? = nil, address: String? = nil, description: String? = nil, email: String? = nil,
        vertical: String? = nil, websites: [String]? = nil
    ) {
        self.about = about
        self.address = address
        self.description = description
        self.email = email
        self.vertical = vertical
        self.websites = websites
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case about, address, description, email, vertical, websites
        case pictureURL = "profile_picture_url"
    }

    /// The trades that WhatsApp knows.
    package static let verticals = [
        "OTHER", "AUTO", "BEAUTY", "APPAREL", "EDU", "ENTERTAIN", "EVENT_PLAN", "FINANCE", "GROCERY", "GOVT", "HOTEL",
        "HEALTH", "NONPROFIT", "PROF_SERVICES", "RETAIL", "TRAVEL", "RESTAURANT", "NOT_A_BIZ",
    ]

    /// What WhatsApp would refuse, a sentence for each field; lengths are UTF-16 units.
    package var faults: [String] {
        var faults: [String] = []
        let limits = [
            ("about", about, 139), ("address", address, 256), ("description", description, 512), ("email", email, 128),
        ]
        for (name, text, limit) in limits {
            if let text, text.utf16.count > limit { faults.append("\(name) is longer than \(limit) characters") }
        }
        if let about, about.isEmpty { faults.append("about cannot be empty") }
        if let email, !email.isEmpty, !Self.isEmail(email) { faults.append("email is not an e-mail address") }
        if let vertical, !Self.verticals.contains(vertical) {
            faults.append("vertical is not one of \(Self.verticals.joined(separator: ", "))")
        }
        return faults + websiteFaults
    }

    private var websiteFaults: [String] {
        guard let websites else { return [] }
        if websites.count > 2 { return ["websites are more than 2"] }
        return websites.filter { WebLink.checked($0) == nil || $0.utf16.count > 256 }.map { _ in
            "a website is not an http(s) address of at most 256 characters"
        }
    }

    private static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !text.contains(" ")
    }
}
