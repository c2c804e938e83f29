import Foundation

extension TwilioProvider {
    /// Where the account's messages are posted, and who may.
    package struct Account: Sendable {
        /// `https://api.twilio.com/2010-04-01/Accounts/<SID>/Messages.json`.
        package let messagesURL: String
        package let sid: String
        /// Asked for every request, so that a new token counts at once.
        package let token: @Sendable () -> String

        /// - Parameters:
        ///   - url: any of the account's addresses, or the API's alone.
        ///   - sid: the account; nil when the URL names it.
        /// - Returns: nil when neither names the account.
        package init?(url: String, sid: String?, token: @escaping @Sendable () -> String) {
            let named = Self.account(in: url)
            guard let sid = sid ?? named, !sid.isEmpty else { return nil }
            self.sid = sid
            self.token = token
            messagesURL = named != nil && url.hasSuffix("/Messages.json") ? url : Self.address(of: sid, at: url)
        }

        /// Another of the account's resources: `.json` the account itself, `/Balance.json`.
        func url(_ ending: String) -> String { messagesURL.replacing("/Messages.json", with: ending) }

        /// The path's segment behind `Accounts`.
        private static func account(in url: String) -> String? {
            let segments = url.split(separator: "/")
            guard let index = segments.firstIndex(of: "Accounts"), index + 1 < segments.count else { return nil }
            return String(segments[index + 1])
        }

        private static func address(of sid: String, at url: String) -> String {
            let api = url.range(of: "/2010-04-01").map { String(url[..<$0.lowerBound]) } ?? url
            let base = api.hasSuffix("/") ? String(api.dropLast()) : api
            return "\(base)/2010-04-01/Accounts/\(sid)/Messages.json"
        }
    }
}
