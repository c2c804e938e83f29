/// A setting that is missing or wrong. Its description is the one line an operator reads.
package struct SettingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The environment variable's name.
    package let variable: String
    /// What is wrong, as in "is not set"; never the value itself, which may be a secret in the wrong place.
    package let fault: String
    /// A value that would be right.
    package let example: String

    package init(variable: String, fault: String, example: String) {
        self.variable = variable
        self.fault = fault
        self.example = example
    }

    /// `GATEWAY_PORT is not a whole number from 1 to 65535 (example: GATEWAY_PORT=8000)`
    package var description: String { "\(variable) \(fault) (example: \(variable)=\(example))" }
}
