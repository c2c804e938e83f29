/// A provider's documented error codes by class.
struct ErrorTable: Sendable {
    private let classes: [Int: ErrorClass]

    init(_ codes: [ErrorClass: [Int]]) {
        var classes: [Int: ErrorClass] = [:]
        for (errorClass, codes) in codes {
            for code in codes { classes[code] = errorClass }
        }
        self.classes = classes
    }

    subscript(code: Int) -> ErrorClass? { classes[code] }

    /// Every code that is classified, in order.
    var codes: [Int] { classes.keys.sorted() }
}
