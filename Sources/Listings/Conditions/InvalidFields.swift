/// Every fault of what a client sent; never empty.
package struct InvalidFields: Error, Sendable, Equatable, CustomStringConvertible {
    package var errors: [FieldError]

    package init(errors: [FieldError]) { self.errors = errors }

    package var description: String { errors.map(\.description).joined(separator: "; ") }
}
