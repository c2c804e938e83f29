import Contracts
import Notifications
import Testing

@Suite("What is known of an attempt")
struct AttemptStatusTests {
    @Test(
        "never becomes less, in whatever order reports come",
        arguments: [
            ([AttemptStatus.sending, .accepted, .sent, .delivered, .read], AttemptStatus.read),
            ([.sending, .read, .delivered, .sent, .accepted], .read),
            ([.sending, .delivered, .sent], .delivered), ([.accepted, .failed], .failed),
            ([.sent, .failed, .sent, .accepted], .failed), ([.failed, .delivered], .delivered),
            ([.delivered, .failed], .delivered), ([.inDoubt, .sent], .sent), ([.sent, .inDoubt], .sent),
            ([.inDoubt, .refused], .refused), ([.accepted, .accepted], .accepted), ([.read, .failed], .read),
        ])
    func order(_ reports: [AttemptStatus], _ expected: AttemptStatus) {
        #expect(reports.reduce(.sending) { $0.after($1) } == expected)
    }

    @Test(
        "makes a delivery as good as the best of its attempts",
        arguments: [
            ([AttemptStatus.refused, .accepted], DeliveryStatus.accepted), ([.failed, .delivered], .delivered),
            ([.delivered, .failed], .delivered), ([.failed, .refused], .failed), ([.read, .sent], .read),
            ([.failed, .sending], nil), ([.inDoubt], nil), ([.refused], nil), ([], nil), ([.inDoubt, .sent], .sent),
        ])
    func best(_ attempts: [AttemptStatus], _ expected: DeliveryStatus?) {
        #expect(DeliveryStatus.best(of: attempts) == expected)
    }
}
