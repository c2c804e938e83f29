import Crypto
import CryptoExtras
import Foundation

/// A stored password: scrypt (RFC 7914) written as a PHC string,
/// `$scrypt$ln=14,r=8,p=5$<salt>$<hash>` with salt and hash in base64 without padding.
struct PasswordHash: Equatable, Sendable {
    /// What a guess costs. The standard cost takes 16 MiB and about a fifth of a second of one core.
    struct Cost: Equatable, Sendable {
        /// log2 of the rounds.
        var logRounds: Int
        var blockSize: Int
        var parallelism: Int

        /// One of the equally strong settings that OWASP's password storage cheat sheet lists for scrypt.
        static let standard = Cost(logRounds: 14, blockSize: 8, parallelism: 5)
    }

    let cost: Cost
    let salt: [UInt8]
    let hash: [UInt8]

    /// Hashes a password with a new random salt of 16 bytes.
    static func make(_ password: String, cost: Cost) throws -> PasswordHash {
        let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
        return PasswordHash(cost: cost, salt: salt, hash: try derive(password, salt: salt, cost: cost, count: 32))
    }

    /// Whether a password is the one that was hashed; compared in constant time.
    func matches(_ password: String) throws -> Bool {
        let candidate = try Self.derive(password, salt: salt, cost: cost, count: hash.count)
        return ConstantTime.equal(candidate, hash)
    }

    private static func derive(_ password: String, salt: [UInt8], cost: Cost, count: Int) throws -> [UInt8] {
        // scrypt itself takes an empty password; the binding does not.
        guard !password.isEmpty else { return [] }
        let key = try KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: salt, outputByteCount: count, rounds: 1 << cost.logRounds,
            blockSize: cost.blockSize, parallelism: cost.parallelism)
        return key.withUnsafeBytes { Array($0) }
    }
}

extension PasswordHash: LosslessStringConvertible {
    var description: String {
        "$scrypt$ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)$"
            + "\(Self.base64(salt))$\(Self.base64(hash))"
    }

    /// Reads a PHC string; nil for another scheme, or for costs that would take the service down.
    init?(_ description: String) {
        let parts = description.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
        var values: [Substring: Int] = [:]
        for pair in parts[2].split(separator: ",") {
            let sides = pair.split(separator: "=")
            guard sides.count == 2, let value = Int(sides[1]) else { return nil }
            values[sides[0]] = value
        }
        guard let rounds = values["ln"], let blockSize = values["r"], let parallelism = values["p"],
            (1...17).contains(rounds), (1...16).contains(blockSize), (1...16).contains(parallelism),
            let salt = Self.bytes(parts[3]), let hash = Self.bytes(parts[4]), (8...64).contains(hash.count)
        else { return nil }
        self.init(
            cost: Cost(logRounds: rounds, blockSize: blockSize, parallelism: parallelism), salt: salt, hash: hash)
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        String(Data(bytes).base64EncodedString().prefix { $0 != "=" })
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text + padding).map { Array($0) }
    }
}
