/// A provider's documented error codes by class.
struct ErrorTable: Sendable {
    private let classes: [Int: ErrorClass]
    private let families: [(codes: ClosedRange<Int>, errorClass: ErrorClass)]

    /// - Parameter families: ranges that the provider keeps for one kind of error: what is not documented in them is
    ///   of that kind.
    init(_ codes: [ErrorClass: [Int]], families: [(codes: ClosedRange<Int>, errorClass: ErrorClass)] = []) {
        var classes: [Int: ErrorClass] = [:]
        for (errorClass, codes) in codes {
            for code in codes { classes[code] = errorClass }
        }
        self.classes = classes
        self.families = families
    }

    /// The class of a documented code.
    subscript(code: Int) -> ErrorClass? { classes[code] }

    /// The class of the range that an undocumented code lies in.
    func family(of code: Int) -> ErrorClass? { families.first { $0.codes.contains(code) }?.errorClass }

    /// Every code that is documented, in order.
    var codes: [Int] { classes.keys.sorted() }
}
