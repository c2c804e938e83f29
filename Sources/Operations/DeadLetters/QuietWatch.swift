/// Tells when a queue has been read: after so many looks in a row at which nothing had come. Looks are counted rather
/// than time: it passes while a busy machine keeps the process from reading, too, and letters lie there unread.
struct QuietWatch {
    enum Finding {
        case goesOn
        case isRead
        /// The broker has been away for longer than one waits for it.
        case isAway
    }

    static let looks = 10

    private let patience: Duration
    private var lastConnected: ContinuousClock.Instant
    private var arrivals = 0
    private var quietLooks = 0

    init(patience: Duration, now: ContinuousClock.Instant = .now) {
        self.patience = patience
        lastConnected = now
    }

    /// - Parameters:
    ///   - arrivals: how many letters have come by now.
    ///   - isBusy: whether the last of them is being dealt with.
    mutating func look(
        arrivals: Int, isBusy: Bool, isConnected: Bool, at now: ContinuousClock.Instant = .now
    ) -> Finding {
        if isConnected { lastConnected = now }
        let isQuiet = isConnected && !isBusy && arrivals == self.arrivals
        quietLooks = isQuiet ? quietLooks + 1 : 0
        self.arrivals = arrivals
        if now - lastConnected > patience { return .isAway }
        return quietLooks < Self.looks ? .goesOn : .isRead
    }
}
