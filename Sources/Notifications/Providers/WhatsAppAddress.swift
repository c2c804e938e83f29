/// Where a person is reached on WhatsApp: a phone number in E.164, or a business-scoped user id for somebody who has
/// a username and shows no number.
enum WhatsAppAddress: Equatable {
    /// Without the plus sign.
    case digits(String)
    case userID(String)

    init(_ address: String) {
        let bare = address.hasPrefix("whatsapp:") ? address.dropFirst("whatsapp:".count) : address[...]
        let digits = bare.hasPrefix("+") ? bare.dropFirst() : bare
        let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
        self = isNumber ? .digits(String(digits)) : .userID(String(bare))
    }

    /// `+39…`, or the user id as it is.
    var e164: String {
        switch self {
        case .digits(let digits): "+" + digits
        case .userID(let id): id
        }
    }

    /// `39…`, or the user id as it is.
    var bare: String {
        switch self {
        case .digits(let text), .userID(let text): text
        }
    }
}
