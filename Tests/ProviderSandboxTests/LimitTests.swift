import Testing

@testable import ProviderSandbox

@Suite("The sandbox's limits")
struct LimitTests {
    private let start = ContinuousClock.now

    @Test("no sliding second holds more than the limit")
    func slidingWindow() {
        var window = SlidingWindow(limit: 3)
        for milliseconds in [0, 400, 800] { #expect(window.admit(at: start + .milliseconds(milliseconds)) == nil) }
        #expect(window.admit(at: start + .milliseconds(999)) == .milliseconds(1))
        #expect(window.admit(at: start + .milliseconds(1000)) == nil)
        #expect(window.admit(at: start + .milliseconds(1100)) == .milliseconds(300))
        #expect(window.peak == 3)
        #expect(window.isIdle(at: start + .seconds(3)))
    }

    @Test("a bucket gives its burst at once and then its rate")
    func tokenBucket() {
        var bucket = TokenBucket(burst: 2, perSecond: 0.5, now: start)
        #expect(bucket.take(at: start) == nil)
        #expect(bucket.take(at: start) == nil)
        #expect(bucket.take(at: start) == .seconds(2))
        #expect(bucket.take(at: start + .seconds(2)) == nil)
        #expect(bucket.take(at: start + .seconds(3)) == .seconds(1))
    }

    @Test("Telegram's and WhatsApp's limits are kept apart, and figures tell what was refused")
    func figures() {
        var configuration = SandboxConfiguration()
        configuration.telegramLimit = 2
        configuration.telegramChatLimit = 0
        let limits = RateLimits(configuration)
        let results = (1...3).map { limits.admit(provider: .telegram, account: "t", recipient: "\($0)", at: start) }
        #expect(results == [nil, nil, .account(wait: .seconds(1))])
        #expect(limits.admit(provider: .twilio, account: "n", recipient: "1", at: start) == nil)
        #expect(limits.figures()["telegram"]?.exceeded == 1)
        #expect(limits.figures()["telegram"]?.peak == 2)
        #expect(limits.figures()["whatsapp"]?.exceeded == 0)
    }

    @Test("a group takes twenty messages a minute")
    func groups() {
        let limits = RateLimits(SandboxConfiguration())
        for _ in 1...20 {
            #expect(limits.admit(provider: .telegram, account: "t", recipient: "-100", at: start) == nil)
        }
        #expect(
            limits.admit(provider: .telegram, account: "t", recipient: "-100", at: start + .seconds(59))
                == .recipient(wait: .seconds(1)))
    }

    @Test("only the newest messages are kept, and all are counted")
    func bounded() {
        let store = MessageStore(capacity: 3)
        for number in 1...5 {
            store.append(
                SandboxMessage(
                    provider: .meta, sender: "1", recipient: "+3902123456\(number)", kind: .text, text: "\(number)",
                    plainText: "\(number)", providerMessageID: "w\(number)"))
        }
        let page = store.page(.init(limit: 2, newest: true))
        #expect(page.total == 5)
        #expect(page.count == 3)
        #expect(page.messages.map(\.id) == [4, 5])
        #expect(store.page(.init(after: 3, limit: 1)).messages.map(\.text) == ["4"])
    }
}
