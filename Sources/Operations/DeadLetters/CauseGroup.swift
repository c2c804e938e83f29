package import Foundation
import Messaging

/// The dead letters of one cause.
package struct CauseGroup: Sendable, Encodable {
    package let cause: BuriedMessage.Cause
    package private(set) var count = 0
    package private(set) var oldest: Date?
    package private(set) var newest: Date?
    /// The first letter's words and id, as an example.
    package private(set) var example: String
    package private(set) var exampleID: String

    /// The groups of the given letters, the largest first.
    package static func groups(of letters: some Sequence<BuriedMessage>) -> [CauseGroup] {
        var groups: [BuriedMessage.Cause: CauseGroup] = [:]
        for letter in letters {
            groups[letter.cause, default: CauseGroup(letter)].add(letter)
        }
        return groups.values.sorted { left, right in
            left.count == right.count ? left.exampleID < right.exampleID : left.count > right.count
        }
    }

    private init(_ letter: BuriedMessage) {
        cause = letter.cause
        example = letter.error ?? ""
        exampleID = letter.message.messageID
    }

    private mutating func add(_ letter: BuriedMessage) {
        count += 1
        guard let date = letter.failedAt else { return }
        oldest = min(oldest ?? date, date)
        newest = max(newest ?? date, date)
    }
}
