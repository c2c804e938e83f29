package import Logging

/// What every service is given to build itself from.
package struct ServiceContext: Sendable {
    package let name: String
    package let settings: Settings
    package let logger: Logger
    package let health: Health
}
