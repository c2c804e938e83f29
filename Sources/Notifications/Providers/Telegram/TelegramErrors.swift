/// Telegram's errors have an HTTP-like code and words; only the words tell what is wrong.
enum TelegramErrors {
    static func errorClass(code: Int, description: String) -> ErrorClass? {
        let words = description.lowercased()
        switch code {
        case 400: return badRequest.first { words.contains($0.words) }?.errorClass
        case 401, 404, 409, 421: return .configuration
        case 403: return words.contains("blocked by the user") ? .optOut : .recipient
        case 429: return .throttled
        case 500...599: return .transient
        default: return nil
        }
    }

    /// Whether the picture, which Telegram fetches itself, is at fault.
    static func isAboutPicture(_ description: String) -> Bool {
        let words = description.lowercased()
        return picture.contains { words.contains($0) }
    }

    private static let picture = [
        "wrong http url", "failed to get http url content", "wrong type of the web page content",
        "wrong file identifier", "webpage_curl_failed", "webpage_media_empty", "photo_invalid_dimensions",
        "image_process_failed", "wrong remote file",
    ]

    private static let badRequest: [(words: String, errorClass: ErrorClass)] =
        [
            ("chat not found", .recipient), ("user not found", .recipient), ("peer_id_invalid", .recipient),
            ("chat_write_forbidden", .recipient), ("not enough rights", .recipient), ("have no rights", .recipient),
            ("group chat was upgraded", .transient), ("too many requests", .throttled),
            ("message is too long", .content), ("caption is too long", .content), ("text is empty", .content),
            ("can't parse entities", .content), ("button_url_invalid", .content), ("button_data_invalid", .content),
            ("wrong url", .content), ("unsupported url protocol", .content),
        ] + picture.map { ($0, .content) }
}
