/// A filter as one partition keeps it.
struct Lane: Sendable {
    let id: Int64
    /// Comes back with the id; what it means is the caller's business.
    let tag: UInt64
    let bounds: LaneBounds
    /// What the bounds do not say; nil where they say everything.
    let detail: LaneDetail?
}

/// What a filter asks beyond bounds and choices.
enum LaneDetail: Sendable {
    /// A circle, and nothing else.
    case circle(RareConditions.Circle)
    /// Anything: the rule decides.
    case rule(LaneRule)
}

/// All conditions of a filter that bounds alone cannot express.
final class LaneRule: Sendable {
    let conditions: PreparedConditions

    init(_ conditions: PreparedConditions) { self.conditions = conditions }
}

extension LaneDetail {
    /// A function, since an initializer would copy the conditions.
    /// - Parameter boundsAreExact: whether the filter's bounds have codes of their own.
    static func of(_ conditions: FilterConditions, boundsAreExact: Bool) -> LaneDetail? {
        let circle = conditions.circle
        let asksForMore =
            conditions.maxPricePerM2 != nil || conditions.areaPolygon != nil || !conditions.sources.isEmpty
            || !conditions.includeWords.isEmpty || !conditions.excludeWords.isEmpty
        if asksForMore || !boundsAreExact || circle?.isOrdinary == false {
            return .rule(LaneRule(PreparedConditions(conditions)))
        }
        return circle.map { .circle($0) }
    }
}
