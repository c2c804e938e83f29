/// How often something may be done: a bucket of `quota` tokens that fills up in `window`.
struct RatePolicy: Sendable, Equatable {
    /// As it stands in `RateLimit-Policy` and in the bucket's key.
    let name: String
    let quota: Int
    /// Seconds in which an empty bucket is full again.
    let window: Int
    /// How many tokens a replica takes at once, to spend on its own within ``RateLimiter/hold``. One for what must
    /// be exact.
    let batch: Int

    /// Everything that comes from an address.
    static let address = RatePolicy(name: "address", quota: 1_200, window: 60, batch: 20)
    /// Everything that an account asks.
    static let account = RatePolicy(name: "account", quota: 600, window: 60, batch: 20)
    /// Tries to log in, from one address and into one account.
    static let login = RatePolicy(name: "login", quota: 20, window: 900, batch: 1)
    static let loginAccount = RatePolicy(name: "login-account", quota: 10, window: 900, batch: 1)
    /// New accounts from one address.
    static let register = RatePolicy(name: "register", quota: 30, window: 3_600, batch: 1)
    /// Asking for codes and trying them, from one address and for one account.
    static let code = RatePolicy(name: "code", quota: 20, window: 900, batch: 1)
    static let codeAccount = RatePolicy(name: "code-account", quota: 10, window: 900, batch: 1)
    /// Asking for codes that link an address, for one account; and sending codes, from one address.
    static let linkAccount = RatePolicy(name: "link-account", quota: 10, window: 900, batch: 1)
    static let linkAddress = RatePolicy(name: "link-address", quota: 10, window: 900, batch: 1)
    /// Codes sent to one number, whoever asks for them, and those that one account asks for: strangers get them.
    static let sentAddress = RatePolicy(name: "sent-address", quota: 3, window: 3_600, batch: 1)
    static let sentAccount = RatePolicy(name: "sent-account", quota: 5, window: 3_600, batch: 1)

    /// Trying filters on everything that is listed.
    static let trial = RatePolicy(name: "trial", quota: 30, window: 60, batch: 1)

    /// The same with a quota `factor` times as large, at least one.
    func scaled(by factor: Double) -> RatePolicy {
        RatePolicy(name: name, quota: max(1, Int(Double(quota) * factor)), window: window, batch: batch)
    }

    /// `"login";q=20;w=900`.
    var header: String { "\"\(name)\";q=\(quota);w=\(window)" }
}
