import Foundation

/// A file that holds one secret, as container secrets do.
struct SecretFile: Sendable {
    /// What tells one version of a file from the next.
    struct Version: Equatable, Sendable {
        let inode: UInt64
        let size: Int64
        let seconds: Int
        let nanoseconds: Int
    }

    /// Larger than any token: a wrong path must not be read into memory.
    static let sizeLimit = 65_536

    let variable: String
    let path: String

    /// Nil while the file cannot be seen.
    var version: Version? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Version(
            inode: UInt64(status.st_ino), size: Int64(status.st_size), seconds: Int(status.st_mtim.tv_sec),
            nanoseconds: Int(status.st_mtim.tv_nsec))
    }

    /// The content without the white space around it.
    ///
    /// - Throws: ``SettingError`` when the file cannot be read, is empty or too large.
    func read() throws -> String {
        guard let version else { throw fault("names a file that is not there or not readable: \(path)") }
        guard version.size <= Self.sizeLimit else {
            throw fault("names a file larger than \(Self.sizeLimit) bytes: \(path)")
        }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw fault("names a file that is not readable: \(path)")
        }
        guard let text = String(bytes: bytes, encoding: .utf8) else {
            throw fault("names a file that is not UTF-8: \(path)")
        }
        let value = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !value.isEmpty else { throw fault("names an empty file: \(path)") }
        return value
    }

    private func fault(_ fault: String) -> SettingError {
        let name = variable.lowercased()
        return SettingError(variable: variable + "_FILE", fault: fault, example: "/run/secrets/\(name)")
    }
}
