import Foundation

/// The real servers that integration tests use, from the environment. A suite whose server is not named is skipped:
/// `@Suite(.enabled(if: TestEnvironment.databaseURL != nil))`.
package enum TestEnvironment {
    /// `TEST_DATABASE_URL`: a role that may create databases.
    package static var databaseURL: String? { value("TEST_DATABASE_URL") }

    /// `TEST_AMQP_URL`: the broker, with the rights of an administrator.
    package static var amqpURL: String? { value("TEST_AMQP_URL") }

    /// `TEST_AMQP_MANAGEMENT_URL`: the same broker's management API.
    package static var amqpManagementURL: String? { value("TEST_AMQP_MANAGEMENT_URL") }

    package static var hasDatabase: Bool { databaseURL != nil }

    package static var hasBroker: Bool { amqpURL != nil && amqpManagementURL != nil }

    private static func value(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
