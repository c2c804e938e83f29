import Configuration
import Foundation
import SystemPackage

/// What the operator set: the process environment, and below it a `.env` file in the working folder.
///
/// A variable `NAME` may also be given as `NAME_FILE`, the path of a file that holds the value. An empty value counts
/// as not set, as container tools pass through what their own environment lacks.
package struct Settings: Sendable {
    /// What a variable was set to.
    enum Entry {
        case value(String)
        case file(String)
    }

    private let layers: [ConfigReader]

    /// Reads the process environment and `.env`.
    ///
    /// - Throws: ``SettingError`` when there is a `.env` and it cannot be read.
    package static func load() async throws -> Settings {
        do {
            let file = try await EnvironmentVariablesProvider(environmentFilePath: ".env", allowMissing: true)
            return Settings(layers: [
                ConfigReader(provider: EnvironmentVariablesProvider()), ConfigReader(provider: file),
            ])
        } catch {
            throw SettingError(
                variable: ".env", fault: "cannot be read", example: "a readable text file of NAME=value lines")
        }
    }

    /// Settings from given values only, as tests and tools use them.
    package init(values: [String: String]) {
        self.init(layers: [ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: values))])
    }

    private init(layers: [ConfigReader]) { self.layers = layers }

    /// The value of a variable, from itself or from its file; nil when neither is set.
    ///
    /// - Throws: ``SettingError`` when both are set in one place, or the file cannot be read or is empty.
    package func string(_ name: String) throws -> String? {
        switch try entry(name) {
        case nil: return nil
        case .value(let value): return value
        case .file(let path): return try SecretFile(variable: name, path: path).read()
        }
    }

    /// The value of a variable that must be set.
    package func required(_ name: String, example: String) throws -> String {
        guard let value = try string(name) else {
            throw SettingError(variable: name, fault: "is not set", example: example)
        }
        return value
    }

    /// A secret, which a file keeps up to date while the process runs; nil when it is not set.
    package func secret(_ name: String) throws -> Secret? {
        switch try entry(name) {
        case nil: return nil
        case .value(let value): return Secret(value)
        case .file(let path): return try Secret(file: SecretFile(variable: name, path: path))
        }
    }

    /// A secret that must be set.
    package func requiredSecret(_ name: String, example: String) throws -> Secret {
        guard let secret = try secret(name) else {
            throw SettingError(variable: name, fault: "is not set", example: example)
        }
        return secret
    }

    /// Where a variable is set: a nearer layer wins, whichever of the two forms it uses.
    func entry(_ name: String) throws -> Entry? {
        for layer in layers {
            let value = Self.nonEmpty(layer.string(forKey: ConfigKey(name), isSecret: true))
            let path = Self.nonEmpty(layer.string(forKey: ConfigKey(name + "_FILE")))
            switch (value, path) {
            case (nil, nil): continue
            case (let value?, nil): return .value(value)
            case (nil, let path?): return .file(path)
            case (_?, _?):
                throw SettingError(
                    variable: name, fault: "and \(name)_FILE are both set: keep one", example: "…")
            }
        }
        return nil
    }

    private static func nonEmpty(_ value: String?) -> String? {
        guard let value = value?.trimmingCharacters(in: .whitespacesAndNewlines), !value.isEmpty else { return nil }
        return value
    }
}
