/// Addresses of providers' APIs that answer no more.
package enum RetiredHost {
    /// What to set instead of `url`, or nil when its host is not known to be retired.
    package static func successor(of url: String) -> (host: String, successor: String)? {
        guard let host = WebLink.host(of: url) else { return nil }
        if host == "waba.360dialog.io" { return (host, "https://waba-v2.360dialog.io") }
        if host == "chat-api.com" || host.hasSuffix(".chat-api.com") { return (host, "https://api.1msg.io/<instance>") }
        return nil
    }
}
