import Foundation
package import Persistence
package import Postgres

/// The services' roles on the tests' server, under names that no installation has. They are made with the template
/// database, and stay with it.
package enum ServiceRoles {
    static let installer = RoleInstaller(prefix: "campanello_test_")
    private static let password = "test-password"

    static func install(on pool: PostgresPool) async throws {
        let names = DatabaseRole.all.map(installer.name)
        // Roles are the whole server's, and other processes may be at it.
        _ = try await installer.apply(
            passwords: Dictionary(uniqueKeysWithValues: names.map { ($0, password) }), on: pool)
    }

    /// Another pool on the same database, with no more rights than a service has.
    package static func withPool<R>(
        _ role: DatabaseRole, like pool: PostgresPool, _ body: (PostgresPool) async throws -> R
    ) async throws -> R {
        let configuration = try PostgresConfiguration(
            url: url(pool.configuration.url, as: role), applicationName: "test \(role.name)",
            size: pool.configuration.size, connectTimeout: pool.configuration.connectTimeout,
            leaseTimeout: pool.configuration.leaseTimeout)
        return try await TestDatabase.withPool(configuration, onState: { _ in }, body)
    }

    /// The same database with a service's role.
    package static func url(_ url: String, as role: DatabaseRole) -> String {
        guard var parts = URLComponents(string: url) else { return url }
        (parts.user, parts.password) = (installer.name(of: role), password)
        return parts.string ?? url
    }
}
