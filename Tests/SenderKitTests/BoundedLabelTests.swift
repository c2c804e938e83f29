@testable import SenderKit
import Testing

@Suite("Labels with values from outside")
struct BoundedLabelTests {
    @Test("new values are other once there are enough, known ones stay themselves")
    func bounded() {
        let codes = BoundedLabel(limit: 3)
        #expect(["63016", "131047", "429", "63016"].map(codes.bounded) == ["63016", "131047", "429", "63016"])
        #expect(["9", "10", "429"].map(codes.bounded) == ["other", "other", "429"])
    }
}
