package import Foundation

/// One numbered SQL file, such as `0002_listings.sql`.
package struct Migration: Sendable, Equatable {
    /// The number in front of the file's name; migrations run in its order, and numbers have no gaps.
    package let version: Int
    /// The file's name without its number and extension.
    package let name: String
    /// Statements, divided by semicolons.
    package let sql: String

    package init(version: Int, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }

    /// Every migration this build carries, in ascending order.
    package static func bundled() throws(MigrationError) -> [Migration] {
        guard let folder = Bundle.module.url(forResource: "SQL", withExtension: nil) else {
            throw .unreadable(file: "SQL")
        }
        return try read(folder)
    }

    /// Reads the migrations of `folder`: its files that end in `.sql`, named `NNNN_words.sql`.
    package static func read(_ folder: URL) throws(MigrationError) -> [Migration] {
        let files: [URL]
        do {
            files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        } catch {
            throw .unreadable(file: folder.lastPathComponent)
        }
        var migrations: [Migration] = []
        for file in files where file.pathExtension == "sql" {
            migrations.append(try Migration(file: file))
        }
        migrations.sort { $0.version < $1.version }
        for (index, migration) in migrations.enumerated() where migration.version != index + 1 {
            throw .numbering(expected: index + 1, found: migration.version)
        }
        return migrations
    }

    private init(file: URL) throws(MigrationError) {
        let stem = file.deletingPathExtension().lastPathComponent
        let parts = stem.split(separator: "_", maxSplits: 1)
        guard parts.count == 2, let version = Int(parts[0]) else {
            throw .misnamed(file: file.lastPathComponent)
        }
        guard let data = try? Data(contentsOf: file), let sql = String(bytes: data, encoding: .utf8) else {
            throw .unreadable(file: file.lastPathComponent)
        }
        self.init(version: version, name: String(parts[1]), sql: sql)
    }
}
