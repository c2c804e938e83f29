/// Which lanes are being worked on, so that each has one worker, and a lane that is called while it is busy is looked
/// at once more before its worker leaves.
actor LaneBoard {
    private var isCalledAgain: [OutboxLane: Bool] = [:]

    /// - Returns: whether the caller is to work on the lane; false: somebody does, and will look again.
    func begin(_ lane: OutboxLane) -> Bool {
        guard isCalledAgain[lane] != nil else {
            isCalledAgain[lane] = false
            return true
        }
        isCalledAgain[lane] = true
        return false
    }

    /// - Returns: whether the worker may leave; false: the lane was called meanwhile.
    func finish(_ lane: OutboxLane) -> Bool {
        guard isCalledAgain[lane] == true else {
            isCalledAgain[lane] = nil
            return true
        }
        isCalledAgain[lane] = false
        return false
    }
}
